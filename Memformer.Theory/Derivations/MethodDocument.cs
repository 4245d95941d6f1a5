using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>The catalogue as a table, and one method as a page.</summary>
public static class MethodDocument
{
    /// <summary>A table of methods.</summary>
    public static Document OfCatalogue(IReadOnlyList<LinearMethod> methods) =>
        new(
            "Linear first-order methods",
            [
                new Block.Table(
                    ["name", "method", "parameters"],
                    [
                        .. methods.Select(method =>
                            (IReadOnlyList<Prose>)
                                [
                                    Prose.Of($"{new Prose.Code(method.Name)}"),
                                    method.Title,
                                    string.Join(", ", method.Parameters.Select(parameter => parameter.ToString())),
                                ]
                        ),
                    ]
                ),
            ]
        );

    /// <summary>A method's recurrence, source, parameters, coefficients and the architectures that realise it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="layers">For how many layers the coefficients are shown and the architectures decided.</param>
    public static Document Of(LinearMethod method, int layers)
    {
        ArgumentNullException.ThrowIfNull(method);
        var row = RealizabilityRow.Of(method, layers);
        var depth = row.Cells[0].Deepest.Coefficients.Layers;
        var derivation = Derivation.Of(method, depth, Architecture.Find("lfom"));
        var notation = MethodNotation.Of(method);
        return new(
            $"{DerivationDocument.NameOf(derivation)} ({method.Name})",
            [
                .. Paragraphs(method.Source, method.Description),
                new Block.Listing(MethodListing.Of(method)),
                .. Parameters(method),
                .. GuaranteeBlocks.Of(method),
                new Block.Heading($"Coefficients for {depth} layers"),
                new Block.Display([Setting.CanonicalForm]),
                .. DerivationDocument.Coefficients(derivation, notation),
                new Block.Paragraph(Prose.Of($"Here {DerivationDocument.AnswerOf(derivation)}.")),
                .. DerivationDocument.Scope(derivation, notation),
                .. RealizabilityDocument.Of([row], layers).Blocks,
            ]
        );
    }

    private static IEnumerable<Block> Paragraphs(params string[] texts) =>
        texts.Where(text => text.Length > 0).Select(text => new Block.Paragraph(text.ReplaceLineEndings(" ")));

    private static IEnumerable<Block> Parameters(LinearMethod method)
    {
        if (method.Parameters.Count > 0)
        {
            yield return new Block.Table(
                ["parameter", "kind", "typical value"],
                [
                    .. method.Parameters.Select(parameter =>
                        (IReadOnlyList<Prose>)
                            [
                                Prose.Of($"{new Prose.Code(parameter.ToString())}"),
                                KindOf(parameter.Kind) + (parameter.IsNonnegative ? ", not negative" : ""),
                                parameter.Typical is { } typical ? Notation.Of(typical) : "",
                            ]
                    ),
                ]
            );
        }
    }

    private static string KindOf(ParameterKind kind) =>
        kind switch
        {
            ParameterKind.Scalar => "number",
            ParameterKind.Integer => "integer",
            ParameterKind.SymmetricMatrix => "symmetric d×d matrix",
            ParameterKind.DiagonalMatrix => "diagonal d×d matrix",
            _ => "d×d matrix",
        };
}
