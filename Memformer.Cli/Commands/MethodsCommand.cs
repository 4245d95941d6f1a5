using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Theory.Derivations;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer methods</c>: the catalogue, one method, the table methods × architectures.</summary>
internal static class MethodsCommand
{
    private static readonly Argument<string?> Method = new("METHOD")
    {
        Description = "Show this method: a name of the catalogue, a method file, or - for the standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Matrix = new("--matrix")
    {
        Description = "Show which architecture realises which method, with a witness or a reason for each",
    };

    private static readonly IntegerOption Layers = new("--layers", 1, NetworkSize.MostLayers, "-L", "-l")
    {
        Description = "The largest number of layers that is decided",
        HelpName = "L",
        Preset = 5,
    };

    private static readonly ReportOptions Text = new("text", "latex", "markdown", "json", "html");

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "methods",
            "List the methods that are known, show one, or decide which architecture realises which",
            "memformer methods",
            "memformer methods nesterov",
            "memformer methods --matrix --format latex --output matrix.tex"
        )
        {
            Method,
            Matrix,
            Layers,
            Text.Format,
            Text.Output,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string format = Text.FormatOf(parsed);
        int layers = Layers.Of(parsed);
        LinearMethod? chosen = parsed.GetValue(Method) is { } name ? MethodArgument.Find(name) : null;
        Text.WriteAlone(
            parsed,
            (chosen, parsed.GetValue(Matrix)) switch
            {
                (null, false) => Catalogued(format),
                ({ } method, false) => OneMethod(method, layers, format),
                ({ } method, true) => Table([method], layers, format),
                (null, true) => Table(
                    [.. Catalogue.All.Where(method => method.Forms(layers).Count > 0)],
                    layers,
                    format
                ),
            }
        );
        return
            chosen is not null
            && chosen.Guarantees.Any(stated => GuaranteeCheck.Of(chosen, stated)?.Violation is not null)
            ? ExitCodes.No
            : ExitCodes.Done;
    }

    private static string Catalogued(string format) =>
        format == "json"
            ? MethodJson.Write(Catalogue.All)
            : ReportOptions.Render(MethodDocument.OfCatalogue(Catalogue.All), format);

    private static string OneMethod(LinearMethod method, int layers, string format) =>
        format == "json" ? MethodJson.Write([method]) : ReportOptions.Render(MethodDocument.Of(method, layers), format);

    private static string Table(IReadOnlyList<LinearMethod> methods, int layers, string format)
    {
        List<RealizabilityRow> rows = [.. methods.Select(method => RealizabilityRow.Of(method, layers))];
        return format == "json"
            ? RealizabilityJson.Write(rows, layers)
            : ReportOptions.Render(RealizabilityDocument.Of(rows, layers), format);
    }
}
