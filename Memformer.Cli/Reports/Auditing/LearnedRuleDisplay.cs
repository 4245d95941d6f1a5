using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Steps;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>
/// The learned update rules as formulas with the fitted numbers: one line per layer, the matrices that occur in them,
/// and what was left out.
/// </summary>
internal sealed class LearnedRuleDisplay(Audit audit)
{
    /// <summary>Below this share of a row a term is left out even if nothing else is uncertain.</summary>
    private const double Negligible = 1e-6;

    private const int MostRowsShown = 12;

    /// <summary>The rules, the definitions and the remarks.</summary>
    public IEnumerable<Block> Blocks()
    {
        yield return new Block.Paragraph(
            Prose.Of(
                $"With {Objective("w")} the objective that the prompt defines, {(Formula)"H"} its Hessian and {W(0).EqualTo(Formula.Zero)}, the network computes"
            )
        );
        yield return new Block.Display([
            .. Runs.Of(audit.Layers, IsSame).SelectMany(run => Lines(audit.Layers[run.First], run.Last)),
        ]);
        foreach (Block definition in Definitions())
        {
            yield return definition;
        }

        string[] omissions = [.. audit.Layers.Select(Omission).OfType<string>()];
        if (omissions.Length > 0)
        {
            yield return new Block.Paragraph("Left out, as smaller than what is uncertain in them:");
            yield return new Block.Points([.. omissions.Select(text => (Prose)text)]);
        }
    }

    /// <summary>Whether two layers have one rule, in which the index alone differs and no matrix is their own.</summary>
    private bool IsSame(LayerVerdict one, LayerVerdict other) =>
        IsShort(one)
        && IsShort(other)
        && Right(one, index => Relative(index - one.Index))
            .Equals(Right(other, index => Relative(index - other.Index)));

    private bool IsShort(LayerVerdict layer) =>
        layer.Kind is StepKind.Gradient or StepKind.Momentum or StepKind.Nesterov
        && audit
            .Layers.Take(layer.Index + 1)
            .All(earlier => earlier.Kind != StepKind.GdPlusPlus && HasNoMatrix(earlier));

    private static bool HasNoMatrix(LayerVerdict layer) =>
        layer.Preconditioner.Kind is PreconditionerForm.Identity or PreconditionerForm.InverseCovariance;

    /// <summary>The index l, and those before and after it.</summary>
    private static Formula Relative(int offset) =>
        offset switch
        {
            0 => "l",
            < 0 => (Formula)"l" - -offset,
            _ => (Formula)"l" + offset,
        };

    /// <summary>The rule of a layer, or of all from it to the last that has the same.</summary>
    private IEnumerable<Formula> Lines(LayerVerdict layer, int last)
    {
        int l = layer.Index;
        if (last > l)
        {
            Formula rule = W(Relative(1)).EqualTo(Right(layer, index => Relative(index - l)));
            Formula range = new Formula.Relation(l, "≤", new Formula.Relation("l", "≤", last));
            yield return new Formula.Sequence([rule, range]);
            yield break;
        }

        yield return W(l + 1).EqualTo(Right(layer, index => index));
        if (layer.Kind == StepKind.GdPlusPlus)
        {
            Formula change = B(l) * ((Formula)"H").Sub(l) * A(l).Transposed * ((Formula)"X").Sub(l);
            yield return ((Formula)"X").Sub(l + 1).EqualTo(((Formula)"X").Sub(l) - change);
        }
    }

    /// <param name="layer">The layer.</param>
    /// <param name="index">How the index of a point is written.</param>
    private Formula Right(LayerVerdict layer, Func<int, Formula> index)
    {
        int l = layer.Index;
        Formula sum = W(index(l));
        Formula Step(int register) => Gradient(register, W(index(register)));
        Formula WithMomentum(StepNumber beta) =>
            Add(sum, beta.Value, new Formula.Brackets(W(index(l)) - W(index(l - 1))));
        switch (layer.Fit.Step)
        {
            case LayerStep.Momentum step:
                return Add(WithMomentum(step.Beta), -step.Step.Value, Step(l));
            case LayerStep.Nesterov step:
                Formula corrected = Add(WithMomentum(step.Beta), -step.Correction.Value, Step(l - 1));
                return Add(corrected, -step.Step.Value, Step(l));
        }

        for (int j = l; j >= 0; j--)
        {
            sum = IsKept(layer, j) ? Add(sum, -layer.Coefficients[j], Step(j)) : sum;
        }

        return sum;
    }

    /// <summary>Gradient j through the preconditioner of its register, on rewritten features where there are any.</summary>
    private Formula Gradient(int register, Formula point)
    {
        Formula gradient = Formula.Nabla * Objective(point);
        Formula? matrix = audit.Layers[register].Preconditioner.Kind switch
        {
            PreconditionerForm.Identity => null,
            PreconditionerForm.InverseCovariance => InverseCovariance,
            _ => A(register),
        };
        bool isRewritten = audit.Layers.Take(register).Any(layer => layer.Kind == StepKind.GdPlusPlus);
        Formula s = ((Formula)"S").Sub(register);
        return (matrix, isRewritten) switch
        {
            (null, false) => gradient,
            (null, true) => s.Transposed * s * gradient,
            ({ } a, false) => a * gradient,
            ({ } a, true) => s.Transposed * a * s * gradient,
        };
    }

    private IEnumerable<Block> Definitions()
    {
        if (audit.Layers.Any(layer => layer.Kind == StepKind.GdPlusPlus))
        {
            yield return new Block.Paragraph(
                Prose.Of(
                    $"Here {((Formula)"X").Sub("l").EqualTo(((Formula)"S").Sub("l") * ((Formula)"X").Sub(0))} are the rewritten features and {((Formula)"H").Sub("l")} their second moment."
                )
            );
        }

        if (audit.Dimension > MostRowsShown)
        {
            yield return new Block.Paragraph("The matrices are too large to print; the JSON form has them.");
            yield break;
        }

        Formula[] matrices =
        [
            .. audit
                .Layers.Where(layer =>
                    layer.Preconditioner.Kind is PreconditionerForm.Diagonal or PreconditionerForm.General
                )
                .Select(layer => A(layer.Index).EqualTo(MatrixOf(layer.Preconditioner.Direction))),
            .. audit.FeatureBlocks.Select(block => B(block.Layer).EqualTo(MatrixOf(block.Matrix))),
        ];
        if (matrices.Length > 0)
        {
            yield return new Block.Paragraph("with");
            yield return new Block.Display(matrices);
        }
    }

    private string? Omission(LayerVerdict layer)
    {
        string[] dropped =
        [
            .. Enumerable
                .Range(0, layer.Index + 1)
                .Where(j => layer.Kind is StepKind.Lfom or StepKind.GdPlusPlus && !IsKept(layer, j))
                .Select(j => $"the gradient of step {j} with coefficient {Wording.Number(layer.Coefficients[j])}"),
        ];
        List<string> parts = [.. dropped];
        if (layer.Kind != StepKind.GdPlusPlus && layer.Deviation > Negligible)
        {
            parts.Add($"what the kind of step does not explain, {Wording.Share(layer.Deviation)} of the row");
        }

        if (layer.Preconditioner.Deviation > Negligible)
        {
            parts.Add($"{Wording.Share(layer.Preconditioner.Deviation)} of the preconditioner");
        }

        return parts.Count > 0 ? $"in layer {layer.Index}, {string.Join("; ", parts)}" : null;
    }

    private static bool IsKept(LayerVerdict layer, int register)
    {
        if (layer.Kind == StepKind.Gradient)
        {
            return register == layer.Index;
        }

        double noise = Math.Max(Negligible, layer.Outside.Total);
        return Math.Abs(layer.Coefficients[register]) > noise * layer.Coefficients.Max(Math.Abs);
    }

    private static Formula Add(Formula sum, double factor, Formula term) =>
        factor switch
        {
            0 => sum,
            _ when Math.Abs(factor - 1) < Negligible => sum + term,
            _ when Math.Abs(factor + 1) < Negligible => sum - term,
            < 0 => sum - (Decimal(-factor) * term),
            _ => sum + (Decimal(factor) * term),
        };

    private static Formula MatrixOf(Matrix<double> matrix) =>
        new Formula.Matrix([
            .. matrix
                .EnumerateRows()
                .Select(row =>
                    (IReadOnlyList<Formula>)[.. row.Select(value => value < 0 ? -Decimal(-value) : Decimal(value))]
                ),
        ]);

    private static Formula Decimal(double value) =>
        new Formula.Words(value.ToString("0.####", CultureInfo.InvariantCulture));

    private static Formula InverseCovariance => ((Formula)"Sigma").Sup(-1);

    private static Formula Objective(Formula point) => new Formula.Application("f", point);

    private static Formula W(Formula index) => ((Formula)"w").Sub(index);

    private static Formula A(int index) => ((Formula)"A").Sub(index);

    private static Formula B(int index) => ((Formula)"B").Sub(index);
}
