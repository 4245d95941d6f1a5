using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Files;
using Memformer.Theory.Typesetting;

namespace Memformer.Learn.Exporting;

/// <summary>A learned method as a document: its update rule with the fitted numbers, and the matrices in it.</summary>
public static class LearnedMethodDocument
{
    private static readonly Formula Objective = "f";

    /// <summary>The document.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">What to call it, and when a matrix counts as a multiple of another.</param>
    public static Document Of(LearnedMethod method, ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        FactoredForm scalar = FactoredForm.Scalar(method.Form);
        FactoredForm factored = FactoredForm.Of(method.Form);
        IReadOnlyList<Block> body =
            scalar.Deviation <= options.Tolerance ? ScalarBody(method, scalar)
            : factored.Deviation <= options.Tolerance ? FactoredBody(method, factored)
            : GeneralBody(method);
        return new Document($"The {options.Name} method", [Introduction(method, options), .. body]);
    }

    private static Block Introduction(LearnedMethod method, ExportOptions options) =>
        new Block.Paragraph(
            Prose.Of(
                $"{options.Origin}. On the objective {Objective.Of("w").EqualTo(Loss)} with {method.Dimension} covariates it takes {Counted.Of(method.Layers, "step")} from {W(0).EqualTo(Formula.Zero)}:"
            )
        );

    private static Formula Loss =>
        new Formula.Quotient(Formula.One, (Formula)2 * "n")
        * new Formula.Summation(
            "i",
            null,
            new Formula.Brackets((((Formula)"w").Transposed * ((Formula)"x").Sub("i")) - ((Formula)"y").Sub("i")).Sup(2)
        );

    private static Block[] ScalarBody(LearnedMethod method, FactoredForm form) =>
        [
            Rule(method, (l, j) => (form.Coefficients[l, j], null)),
            Remark($"The network's matrices are multiples of the identity{UpTo(form)}."),
        ];

    private static Block[] FactoredBody(LearnedMethod method, FactoredForm form) =>
        [
            Rule(method, (l, j) => (form.Coefficients[l, j], A(j))),
            Remark($"The network's matrices are multiples of one matrix for each gradient{UpTo(form)}:"),
            new Block.Display([.. form.Preconditioners.Select((matrix, j) => A(j).EqualTo(MatrixOf(matrix)))]),
        ];

    private static Block[] GeneralBody(LearnedMethod method) =>
        [
            Rule(method, (l, j) => (1, C(l, j))),
            Remark("The heads carry different matrices, so that each use of a gradient has its own:"),
            new Block.Display([
                .. from layer in Enumerable.Range(0, method.Layers)
                from j in Enumerable.Range(0, layer + 1)
                select C(layer, j).EqualTo(MatrixOf(method.Form[layer, j])),
            ]),
        ];

    private static Block.Display Rule(
        LearnedMethod method,
        Func<int, int, (double Size, Formula? Matrix)> coefficient
    ) =>
        new([
            .. Enumerable
                .Range(0, method.Layers)
                .Select(layer =>
                    W(layer + 1)
                        .EqualTo(
                            Enumerable
                                .Range(0, layer + 1)
                                .Aggregate(W(layer), (sum, j) => sum - Term(coefficient(layer, j), Gradient(j)))
                        )
                ),
        ]);

    private static Formula Term((double Size, Formula? Matrix) coefficient, Formula gradient)
    {
        Formula product = coefficient.Matrix is { } matrix ? matrix * gradient : gradient;
        return coefficient.Size switch
        {
            0 => Formula.Zero,
            1 => product,
            < 0 => -(Decimal(-coefficient.Size) * product),
            _ => Decimal(coefficient.Size) * product,
        };
    }

    private static string UpTo(FactoredForm form) =>
        form.Deviation <= SourceText.Rounding ? "" : $" up to {Numbers.Percent(form.Deviation)}";

    private static Block Remark(string text) => new Block.Paragraph(text);

    private static Formula MatrixOf(Matrix<double> matrix) =>
        new Formula.Matrix([
            .. matrix
                .EnumerateRows()
                .Select(row =>
                    (IReadOnlyList<Formula>)[.. row.Select(value => value < 0 ? -Decimal(-value) : Decimal(value))]
                ),
        ]);

    private static Formula Decimal(double value) => new Formula.Words(Numbers.Short(value));

    private static Formula W(int index) => ((Formula)"w").Sub(index);

    private static Formula A(int index) => ((Formula)"A").Sub(index);

    private static Formula C(int layer, int register) => ((Formula)"C").Sub(layer, register);

    private static Formula Gradient(int index) => Formula.Nabla * Objective.Of(W(index));

    private static Formula Of(this Formula function, Formula argument) => new Formula.Application(function, argument);
}
