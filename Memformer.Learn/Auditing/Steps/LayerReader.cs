using Memformer.Learn.Auditing.Noise;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Steps;

/// <summary>Decides the kind of step of each layer.</summary>
internal sealed class LayerReader(
    CanonicalMatrices form,
    IReadOnlyList<Preconditioner> preconditioners,
    FeatureReader features,
    FamilyVerdict family,
    WeightNoise noise,
    NoiseSample known,
    double tolerance
)
{
    private readonly StepFitter _fitter = new(form, preconditioners, noise, tolerance);
    private readonly Parsimony _parsimony = new(Known: known);

    /// <summary>The verdict on one layer.</summary>
    public LayerVerdict Read(int layer)
    {
        IReadOnlyList<StepFit> rows = _fitter.Fit(layer);
        IReadOnlyList<StepFit> candidates = features.IsRewritten(layer) ? [.. rows, GdPlusPlus(layer, rows[0])] : rows;
        return new LayerVerdict
        {
            Index = layer,
            Fit = Choose(layer, candidates),
            Candidates = candidates,
            Preconditioner = preconditioners[layer],
            Outside = family.Layers[layer],
            FeatureChange = features.Strength(layer),
            Coefficients =
            [
                .. Enumerable
                    .Range(0, layer + 1)
                    .Select(register =>
                        MatrixGeometry.Along(form[layer, register], preconditioners[register].Direction)
                    ),
            ],
        };
    }

    private StepFit Choose(int layer, IReadOnlyList<StepFit> candidates)
    {
        StepFit closest = candidates[^1];
        if (family.Layers[layer].Total > tolerance)
        {
            return new StepFit(new LayerStep.None(), family.Layers[layer].Total, 0, true);
        }

        // Rewritten features are seen, not fitted: no kind without them describes the layer.
        if (features.IsRewritten(layer))
        {
            return closest;
        }

        // The general step fits every row: it is what remains when nothing that says more does.
        StepFit[] close = [.. candidates.Where(fit => fit.Deviation <= tolerance)];
        StepFit[] admitted = close.Length > 1 ? [.. close.Where(fit => fit.Kind != StepKind.Lfom)] : close;
        int? chosen = _parsimony.Choose([
            .. admitted.Select(fit => new Explanation(fit.Squares, fit.Step.Numbers, layer + 1)),
        ]);
        return chosen is int index
            ? admitted[index]
            : new StepFit(new LayerStep.None(), closest.Deviation, closest.Squares, true);
    }

    private StepFit GdPlusPlus(int layer, StepFit gradient)
    {
        (double whitening, double deviation) = features.Whitening(layer, preconditioners[layer].Direction);
        return new StepFit(
            new LayerStep.GdPlusPlus(_fitter.Step(layer), new StepNumber(whitening)),
            Math.Max(gradient.Deviation, deviation),
            gradient.Squares,
            true
        );
    }
}
