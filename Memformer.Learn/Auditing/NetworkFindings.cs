using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Noise;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Auditing;

/// <summary>What an audit finds layer by layer, before it asks which method the whole is.</summary>
internal sealed record NetworkFindings
{
    /// <summary>A change of the features by less moves a loss in the sixth digit at most.</summary>
    private const double NegligibleFeatures = 1e-3;

    /// <summary>The weights as registers and heads.</summary>
    public required NetworkReading Network { get; init; }

    /// <summary>The layers that come again with the same weights; null where none do.</summary>
    public required LayerTies? Ties { get; init; }

    /// <summary>What the layers do to the features.</summary>
    public required FeatureReader Features { get; init; }

    /// <summary>The canonical form.</summary>
    public required CanonicalMatrices Form { get; init; }

    /// <summary>How far the network is from the family.</summary>
    public required FamilyVerdict Family { get; init; }

    /// <summary>Finds preconditioners.</summary>
    public required PreconditionerReader Preconditioners { get; init; }

    /// <summary>The preconditioner that all layers come closest to sharing.</summary>
    public required Preconditioner Shared { get; init; }

    /// <summary>How the coefficients move by chance.</summary>
    public required WeightNoise Noise { get; init; }

    /// <summary>The noise that the matrices show.</summary>
    public required NoiseSample Known { get; init; }

    /// <summary>The verdict on each layer.</summary>
    public required IReadOnlyList<LayerVerdict> Layers { get; init; }

    /// <summary>The residual polynomials on the shared preconditioner; null when none is shared.</summary>
    public ResidualCurve? Curve { get; private init; }

    /// <summary>Reads a network.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="law">The law that preconditioners are compared with.</param>
    /// <param name="context">n.</param>
    /// <param name="tolerance">Relative deviations up to this count as agreement.</param>
    public static NetworkFindings Of(NetworkWeights weights, DataLaw law, int context, double tolerance)
    {
        NetworkReading network = new(weights, context);
        FeatureReader features = new(network, Matrix<double>.Build.DenseOfArray(law.Covariance), tolerance);
        CanonicalMatrices form = CanonicalMatrices.Of(network);
        FamilyVerdict family = new FamilyReader(network, features).Read();
        PreconditionerReader reader = new(
            form,
            Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Inverse(law.Covariance)),
            tolerance
        );
        Preconditioner[] preconditioners = [.. Enumerable.Range(0, form.Layers).Select(reader.OfRegister)];
        WeightNoise noise = new(network, form);
        Preconditioner shared = reader.Shared();
        LayerTies? ties = LayerTies.Of(weights);
        NoiseSample known = noise.Sample(form, preconditioners, shared, tolerance).OncePer(ties?.Times ?? 1);
        LayerReader layers = new(form, preconditioners, features, family, noise, known, tolerance);
        NetworkFindings findings = new()
        {
            Network = network,
            Ties = ties,
            Features = features,
            Form = form,
            Family = family,
            Preconditioners = reader,
            Shared = shared,
            Noise = noise,
            Known = known,
            Layers = [.. Enumerable.Range(0, form.Layers).Select(layers.Read)],
        };
        return findings with { Curve = findings.CurveOf(tolerance) };
    }

    /// <summary>Whether the curve has all that the layers do to the features, so that its mean loss is the network's.</summary>
    public bool HasAllFeatures =>
        Layers.All(layer =>
            Features.Strength(layer.Index) <= Parsimony.Rounding
            || Features.Strength(layer.Index) * Features.Whitening(layer.Index, Shared.Direction).Deviation
                <= NegligibleFeatures
        );

    /// <summary>The law that the network looks made for, with its loss there; null where the assumed one will do.</summary>
    public InferredLaw? InferLaw(AuditOptions options)
    {
        bool isOther = Shared.Kind is PreconditionerForm.Diagonal or PreconditionerForm.General;
        if (
            Form.Layers < 2
            || !isOther
            || LawReader.For(Curve, Shared, Network.Context, Form.Layers, options.Tolerance) is not InferredLaw inferred
        )
        {
            return null;
        }

        if (options.Prompts == 0)
        {
            return inferred;
        }

        Preconditioner there = new PreconditionerReader(
            Form,
            Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Inverse(inferred.Law.Covariance)),
            options.Tolerance
        ).Shared();
        Control? control = Curve
            ?.Scaled(MatrixGeometry.Along(Shared.Direction, there.Direction))
            .OnInverseCovariance(inferred.Law, Network.Context, there, options.Tolerance);
        return inferred with
        {
            Loss = new FunctionReader(Network, inferred.Law, Network.Context).Loss(
                control,
                options.Prompts,
                options.Seed
            ),
        };
    }

    private ResidualCurve? CurveOf(double tolerance) =>
        Shared.Mixture > tolerance
        || Layers.Any(layer => layer.Kind == StepKind.GdPlusPlus && layer.Deviation > tolerance)
            ? null
            : new ResidualCurve(
                new(Form.Layers, (layer, register) => MatrixGeometry.Along(Form[layer, register], Shared.Direction)),
                [.. Layers.Select(WhiteningOf)]
            );

    /// <summary>γ of a layer on the shared preconditioner: a block of P too small to be called GD++ changes the answers too.</summary>
    private double WhiteningOf(LayerVerdict layer) =>
        layer.Fit.Step is LayerStep.GdPlusPlus step
            ? step.Whitening.Value * MatrixGeometry.Along(layer.Preconditioner.Direction, Shared.Direction)
        : Features.Strength(layer.Index) > Parsimony.Rounding
            ? Features.Whitening(layer.Index, Shared.Direction).Whitening
        : 0;
}
