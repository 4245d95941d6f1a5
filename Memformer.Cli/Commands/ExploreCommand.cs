using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Explorer;
using Memformer.Cli.Terminal;
using Memformer.Learn.Files;
using Memformer.Theory;
using Memformer.Theory.Methods;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer explore METHOD</c>: a page on which sliders move a method's parameters and depth.</summary>
internal static class ExploreCommand
{
    private const int MostLayers = 16;
    private const int MostDimension = 128;
    private const int MostContext = 10_000;

    private static readonly Argument<string> Method = new("METHOD")
    {
        Description = "A method of the catalogue, a file (.lfom, .csv, .json), or - for the standard input",
    };

    private static readonly Option<int> Layers = Number("--layers", "-L", "The largest depth on the page", 8, "L");
    private static readonly Option<int> Dimension = Number("--dimension", "-d", "d, the number of covariates", 5, "d");
    private static readonly Option<int> Context = Number("--context", "-n", "n, the number of context tokens", 20, "n");

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The page; METHOD.html unless given",
        HelpName = "FILE",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "explore",
            "Write a page on which sliders move a method's parameters and depth, and its residual polynomial, loss and gates follow",
            "memformer explore heavy-ball",
            "memformer explore nesterov --layers 12 --dimension 10 --context 40 --output nesterov.html"
        )
        {
            Method,
            Layers,
            Dimension,
            Context,
            Output,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(Method);
            LinearMethod method = MethodArgument.Find(name);
            int layers = Checked(parsed, Layers, MostLayers);
            int dimension = Checked(parsed, Dimension, MostDimension);
            int context = Checked(parsed, Context, MostContext);
            string output = parsed.GetValue(Output) ?? $"{method.Name}.html";
            string page = OriginMark.On(ExplorerPage.Of(method, dimension, context, layers), "html", Origin.Here);
            OutputPath.MakeFolder(parsed, output);
            AtomicFile.WriteText(output, page);
            parsed.InvocationConfiguration.Error.WriteLine($"written to {Printable.Line(output)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<int> Number(string name, string letter, string description, int preset, string help) =>
        new(name, letter)
        {
            Description = description,
            DefaultValueFactory = _ => preset,
            HelpName = help,
        };

    private static int Checked(ParseResult parsed, Option<int> option, int most) =>
        parsed.GetValue(option) is var value && value >= 1 && value <= most
            ? value
            : throw new UsageException($"{option.Name} {value}: allowed are 1 to {most}");
}
