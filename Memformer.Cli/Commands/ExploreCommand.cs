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

    private static readonly IntegerOption Layers = new("--layers", 1, MostLayers, "-L")
    {
        Description = "The largest depth on the page",
        Preset = 8,
        HelpName = "L",
    };

    private static readonly IntegerOption Dimension = new("--dimension", 1, MostDimension, "-d")
    {
        Description = "d, the number of covariates",
        Preset = 5,
        HelpName = "d",
    };

    private static readonly IntegerOption Context = new("--context", 1, MostContext, "-n")
    {
        Description = "n, the number of context tokens",
        Preset = 20,
        HelpName = "n",
    };

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
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(Method);
        LinearMethod method = MethodArgument.Find(name);
        int layers = Layers.Of(parsed);
        int dimension = Dimension.Of(parsed);
        int context = Context.Of(parsed);
        string output = parsed.GetValue(Output) ?? $"{method.Name}.html";
        string page = OriginMark.On(ExplorerPage.Of(method, dimension, context, layers), "html", Origin.Here);
        OutputPath.MakeFolder(parsed, output);
        AtomicFile.WriteText(output, page);
        parsed.InvocationConfiguration.Error.WriteLine($"written to {Printable.Line(output)}");
        return ExitCodes.Done;
    }
}
