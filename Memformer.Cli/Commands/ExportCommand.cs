using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Exporting;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer export MODEL</c>: the method inside a network, as text that works without the network.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Model = new("MODEL")
    {
        Description = "A network in any layout and format that audit reads",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "The method's name: lower-case words joined by hyphens [default: learned]",
        HelpName = "NAME",
    };

    private static readonly Option<double> Tolerance = new("--tolerance")
    {
        Description = "lfom, latex: write matrices this close to a multiple of the identity as a number",
        DefaultValueFactory = _ => 0.05,
        HelpName = "NUMBER",
    };

    private static readonly ReadingOptions Reading = new();

    private static readonly ReportOptions Report = new([.. MethodExport.All.Select(export => export.Name)]);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "export",
            "Write the method that a network has learned as a .lfom text, LaTeX, a C# class or a Python module",
            "memformer export model.safetensors --output learned.lfom",
            "memformer export model.safetensors --format python > learned.py",
            "memformer export model.pth --map mine.toml --output learned.cs"
        )
        {
            Model,
            Name,
            Tolerance,
        };
        Reading.AddTo(command);
        Report.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        MethodExport language = MethodExport.Find(Report.FormatOf(parsed));
        string path = parsed.GetRequiredValue(Model);
        Checkpoint checkpoint = Reading.Read(parsed, path);
        LearnedMethodReading reading = LearnedMethod.Of(checkpoint.Weights);
        if (reading.Method is not { } method)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"memformer: {path}: {reading.Obstacle}");
            return ExitCodes.No;
        }

        string name = CheckedName(parsed.GetValue(Name) ?? "learned");
        string origin = $"Learned by the network {Path.GetFileName(path)}";
        ExportOptions options = new(name, origin)
        {
            Tolerance = CheckedTolerance(parsed.GetValue(Tolerance)),
            Covariance = checkpoint.Law?.Covariance,
        };
        Report.Write(parsed, language.Write(method, options), Origin.Here with { Inputs = InputHash.Of(checkpoint) });
        return ExitCodes.Done;
    }

    private static string CheckedName(string name) =>
        name.Split('-').All(word => word.Length > 0 && char.IsAsciiLetterLower(word[0]) && word.All(IsNameLetter))
            ? name
            : throw new UsageException($"--name {name}: lower-case letters and digits, words joined by hyphens");

    private static bool IsNameLetter(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter);

    private static double CheckedTolerance(double tolerance) =>
        tolerance is >= 0 and <= 1
            ? tolerance
            : throw new UsageException($"--tolerance {tolerance}: allowed are 0 to 1");
}
