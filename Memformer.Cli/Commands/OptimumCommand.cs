using System.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer optimum</c>: the best that any network of the family can do, exactly.</summary>
internal static class OptimumCommand
{
    private static readonly Option<int> Dimension = new("--dimension", "-d")
    {
        Description = "d, the number of covariates",
        Required = true,
        HelpName = "d",
    };

    private static readonly Option<int> Context = new("--context", "-n")
    {
        Description = "n, the number of examples in a prompt; may be below d",
        Required = true,
        HelpName = "n",
    };

    private static readonly Option<int> Layers = new("--layers", "-L")
    {
        Description = $"L, the number of layers, 1 to {OptimalMethod.MostLayers}",
        Required = true,
        HelpName = "L",
    };

    private static readonly Option<string> Noise = new("--noise")
    {
        Description = "σ, the standard deviation of the noise in the answers: 0.1, 1/10",
        DefaultValueFactory = _ => "0",
        HelpName = "sigma",
    };

    private static readonly Option<int> Digits = new("--digits")
    {
        Description = "Decimal places of the step sizes",
        DefaultValueFactory = _ => 12,
        HelpName = "number",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ReportOptions report = new("text", "json");
        ExampleCommand command = new(
            "optimum",
            "The smallest mean loss that L layers can reach, as a fraction, with the method that reaches it",
            "memformer optimum --dimension 5 --context 20 --layers 2",
            "memformer optimum --dimension 5 --context 20 --layers 4 --noise 1/10 --format json"
        )
        {
            Dimension,
            Context,
            Layers,
            Noise,
            Digits,
        };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            string format = report.FormatOf(parsed);
            OptimalMethod optimum = OptimalMethod.For(
                parsed.GetValue(Dimension),
                parsed.GetValue(Context),
                parsed.GetValue(Layers),
                Number("--noise", parsed.GetValue(Noise)!)
            );
            OptimumReport content = new(optimum, Places(parsed.GetValue(Digits)));
            report.Write(parsed, format == "json" ? content.ToJson() : content.ToText());
            return ExitCodes.Done;
        });
        return command;
    }

    private static Rational Number(string option, string text) =>
        Rational.TryParse(text, out Rational value)
            ? value
            : throw new UsageException($"{option} {text}: write a number such as 0.1, 1/10 or 1e-3");

    private static int Places(int digits) =>
        digits is >= 1 and <= 10_000
            ? digits
            : throw new UsageException($"--digits {digits}: allowed are 1 to 10000 decimal places");
}
