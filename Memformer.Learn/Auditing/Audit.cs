using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Methods;
using Memformer.Learn.Auditing.Noise;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Theory;
using Memformer.Theory.Methods;

namespace Memformer.Learn.Auditing;

/// <summary>
/// Which optimisation method is inside a network: all that can be said from its weights, and how sure it is.
/// No native library is needed.
/// </summary>
/// <remarks>Source: Dutta and Sra, arXiv:2410.07263; Ahn et al., arXiv:2306.00297 (GD++).</remarks>
public sealed record Audit
{
    /// <summary>Which method the network is, what it may be, or why it is none, in a sentence or two.</summary>
    public string Summary => AuditSummary.Of(this);

    /// <summary>The network.</summary>
    public required NetworkWeights Weights { get; init; }

    /// <summary>How the audit was made.</summary>
    public required AuditOptions Options { get; init; }

    /// <summary>n, the number of context tokens the network is judged on.</summary>
    public required int Context { get; init; }

    /// <summary>The layers that come again with the same weights; null where none do.</summary>
    public required LayerTies? Ties { get; init; }

    /// <summary>What the network does when its layer is used more often; null where none is.</summary>
    public required LoopedBehaviour? Beyond { get; init; }

    /// <summary>The canonical form.</summary>
    public required CanonicalMatrices Form { get; init; }

    /// <summary>How far the network is from the family, and what of it is free.</summary>
    public required FamilyVerdict Family { get; init; }

    /// <summary>The verdict on each layer.</summary>
    public required IReadOnlyList<LayerVerdict> Layers { get; init; }

    /// <summary>
    /// The relative scatter of the network's numbers about this reading, σ: what its matrices differ by from their
    /// preconditioners, and its coefficients from the method. Null where too little shows it.
    /// </summary>
    public required double? Noise { get; init; }

    /// <summary>The preconditioner that all layers come closest to sharing.</summary>
    public required Preconditioner SharedPreconditioner { get; init; }

    /// <summary>
    /// What GD++ layers do to the features with their own register, <c>X ← X − B H Ā ᵀX</c>: B for a layer of one head,
    /// in the scale in which the preconditioner is the layer's A. Empty for networks that leave the features alone.
    /// </summary>
    public required IReadOnlyList<FeatureBlock> FeatureBlocks { get; init; }

    /// <summary>d.</summary>
    public int Dimension => Weights.Dimension;

    /// <summary>The verdict on the whole network.</summary>
    public required MethodVerdict Method { get; init; }

    /// <summary>The residual polynomials on the shared preconditioner; null when the layers share none, or rewrite the features otherwise.</summary>
    public required ResidualCurve? Curve { get; init; }

    /// <summary>
    /// The exact mean squared error of the network's residual polynomial on Σ⁻¹, without the noise of the query's own answer:
    /// a mean over all prompts, whose tails no sample of them can miss. Null when the layers do not share Σ⁻¹, or the law's
    /// moments are not known.
    /// </summary>
    public required double? ExactLoss { get; init; }

    /// <summary>
    /// The network as a function of its answers alone; null where its layers share no positive definite preconditioner, or
    /// rewrite the features, so that the answers are no function of one polynomial.
    /// </summary>
    public required FunctionalVerdict? Functional { get; init; }

    /// <summary>
    /// The law that the network looks made for, where its own is only assumed and its layers share a positive definite shape
    /// that is neither I nor Σ⁻¹.
    /// </summary>
    public InferredLaw? InferredLaw { get; init; }

    /// <summary>What the network does on fresh prompts; null when none were asked for.</summary>
    public required FunctionVerdict? Function { get; init; }

    /// <summary>Audits a network.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told what is being done, in a few words.</param>
    /// <exception cref="UsageException">An option is out of range, or does not fit the network.</exception>
    public static Audit Of(NetworkWeights weights, AuditOptions options, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(options);
        int context = AuditArguments.Check(weights, options);
        progress?.Report($"reading {weights.Layers} layers");
        NetworkFindings found = NetworkFindings.Of(weights, options.Law, context, options.Tolerance);
        progress?.Report("comparing with the methods of the catalogue");
        NetworkFreedom freedom = new(weights, found.Form, found.Ties);
        MethodReader methods = new(
            found.Form,
            found.Preconditioners,
            found.Noise,
            found.Known,
            freedom,
            options.Tolerance
        );
        bool isOfFamily = found.Family.Residual <= options.Tolerance && !found.Features.AnyRewritten;
        MethodVerdict method = methods.Read(isOfFamily);
        Control? residual = found.HasAllFeatures
            ? found.Curve?.OnInverseCovariance(options.Law, context, found.Shared, options.Tolerance)
            : null;
        double? level = (found.Known + methods.Residuals(method.Simplest)).Level;
        Audit audit = new()
        {
            Weights = weights,
            Options = options,
            Context = context,
            Ties = found.Ties,
            Beyond = LoopedBehaviour.Of(weights, found.Ties, found.Curve),
            Form = found.Form,
            Family = found.Family,
            Layers = [.. found.Layers.Select(layer => layer.WithNoise(level))],
            Noise = level,
            SharedPreconditioner = found.Shared,
            FeatureBlocks =
            [
                .. found
                    .Layers.Where(layer => layer.Kind == StepKind.GdPlusPlus)
                    .SelectMany(layer => found.Features.BlocksOf(layer.Index, layer.Preconditioner.Direction)),
            ],
            Method = method.WithNoise(level * freedom.Copies),
            Curve = found.Curve,
            ExactLoss = residual?.ExcessLoss,
            Functional =
                isOfFamily && options.ComparesMethods
                    ? FunctionalReader.For(found.Curve, found.Shared, options.Law, context, options.Seed)?.Read()
                    : null,
            Function = null,
            InferredLaw = options.IsLawAssumed ? found.InferLaw(options) : null,
        };
        progress?.Report($"running on {options.Prompts} prompts");
        return options.Prompts == 0 ? audit : audit with { Function = audit.Run(found, residual) };
    }

    /// <summary>The law that a network looks made for; null where its layers share no positive definite shape.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="context">n.</param>
    /// <param name="tolerance">How far apart the layers' shapes may be, relative.</param>
    public static InferredLaw? InferLaw(NetworkWeights weights, int context, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(weights);
        DataLaw isotropic = DataLaw.Isotropic(weights.Dimension);
        NetworkFindings found = NetworkFindings.Of(weights, isotropic, context, tolerance);
        return LawReader.For(found.Curve, found.Shared, context, weights.Layers, tolerance);
    }

    /// <summary>Whether the network is a given method, with the best parameters it could have.</summary>
    public AgainstVerdict Against(LinearMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        double tolerance = Options.Tolerance;
        string limit = $"the tolerance is {Wording.Share(tolerance)}";
        WeightNoise noise = new(new NetworkReading(Weights, Context), Form);
        MethodFit? fit = new MethodFitter(Form, Reader(Form, Options), noise).Fit(method)?.WithNoise(Noise);
        (bool holds, string reason) = fit switch
        {
            null => (false, $"{method.Name} has steps that are not multiples of one matrix each"),
            _ when Family.Residual > tolerance => (
                false,
                $"the network is {Wording.Share(Family.Residual)} outside the family; {limit}"
            ),
            _ when Layers.Any(layer => layer.Kind == StepKind.GdPlusPlus) => (
                false,
                "the network rewrites its features (GD++)"
            ),
            _ when Objection(method) is string objection => (false, objection),
            _ => (
                fit.Agrees(tolerance),
                $"{method.Name} with {Wording.Parameters(fit.Parameters)} is {Wording.Share(fit.Deviation)} away, "
                    + $"{Wording.Share(fit.LargestRowDeviation)} in its farthest layer; {limit}"
                    + (fit.Negative is string name ? $"; the method needs {name} >= 0" : "")
                    + (fit.IsTested && Form.Layers > 1 ? "" : "; it fits any network as deep, so nothing is tested")
            ),
        };
        return new AgainstVerdict(method.Name, fit, holds, reason);
    }

    /// <summary>Whether the network answers as a given method does, whatever its iterates.</summary>
    public AgainstVerdict AgainstFunction(LinearMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        FunctionalReader? reader = Functional is null
            ? null
            : FunctionalReader.For(Curve, SharedPreconditioner, Options.Law, Context, Options.Seed);
        if (reader is null)
        {
            const string reason =
                "its layers share no preconditioner, so its answers are no function of one polynomial";
            return new AgainstVerdict(method.Name, null, false, reason);
        }

        if (reader.Fit(method) is not FunctionalFit fit)
        {
            return new AgainstVerdict(method.Name, null, false, $"{method.Name} has a matrix for every step");
        }

        string untested = fit.IsTested ? "" : $"; its {fit.Letters} letters may fit any of the {Functional!.Numbers}";
        return new AgainstVerdict(
            method.Name,
            null,
            fit.Distance <= Options.Tolerance && Objection(method) is null,
            Objection(method)
                ?? (
                    $"as a function, {method.Name} with {Wording.Parameters(fit.Parameters)} is "
                    + $"{Wording.Share(fit.Distance)} away{untested}; the tolerance is {Wording.Share(Options.Tolerance)}"
                )
        )
        {
            Function = fit,
        };
    }

    private string? Objection(LinearMethod method) =>
        new PreconditionerTest(Form, Reader(Form, Options), Options.Tolerance).Objection(method);

    private static PreconditionerReader Reader(CanonicalMatrices form, AuditOptions options) =>
        new(
            form,
            Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Inverse(options.Law.Covariance)),
            options.Tolerance
        );

    private FunctionVerdict Run(NetworkFindings found, Control? residual)
    {
        IReadOnlyList<IReadOnlyList<LearnedSolver.FeatureUpdate>> updates = LearnedSolver.UpdatesOf(
            found.Network,
            found.Features
        );
        FunctionReader.Subjects subjects = new(
            new LearnedSolver(VerdictForm.Of(Layers), updates),
            new LearnedSolver(Form, updates),
            SharedPreconditioner,
            Curve,
            residual,
            Beyond
        );
        return new FunctionReader(found.Network, Options.Law, Context).Read(
            subjects,
            Options.Prompts,
            Options.Seed,
            Options.ComparesMethods
        );
    }
}
