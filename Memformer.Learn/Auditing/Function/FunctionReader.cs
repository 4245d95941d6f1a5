using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Estimates;
using Memformer.Learn.Limits;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Auditing.Function;

/// <summary>Runs a network on fresh prompts, beside its reconstructions and the optimum.</summary>
internal sealed class FunctionReader(NetworkReading network, DataLaw law, int context)
{
    /// <summary>The optima of so many depths take a second; of twice as many a minute.</summary>
    private const int MostDepths = 16;

    private readonly double[] _quantiles = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];

    /// <summary>What the reader compares the network with.</summary>
    /// <param name="Verdict">The method that the verdicts describe.</param>
    /// <param name="Projection">The network's own canonical form.</param>
    /// <param name="Shared">The preconditioner that the layers share most nearly.</param>
    /// <param name="Curve">The residual polynomials; null when no preconditioner is shared.</param>
    /// <param name="Residual">The method with these polynomials on Σ⁻¹; null when that is not what is shared.</param>
    /// <param name="Beyond">What the network does when its layer is used more often; null where none is.</param>
    public sealed record Subjects(
        LearnedSolver Verdict,
        LearnedSolver Projection,
        Preconditioner Shared,
        ResidualCurve? Curve,
        Control? Residual,
        LoopedBehaviour? Beyond
    );

    /// <summary>The network's loss alone on so many prompts, with a method whose mean is known as the control variate.</summary>
    public MeanEstimate Loss(Control? control, int prompts, ulong seed) =>
        new FreshPrompts(law, context, prompts, seed)
            .Measure(1, prompt => [NetworkForward.Predictions(network.Weights, prompt.Tokens)[^1]], control)[0]
            .Loss;

    /// <summary>The verdict on so many prompts.</summary>
    /// <param name="subjects">What the network is compared with.</param>
    /// <param name="prompts">How many prompts.</param>
    /// <param name="seed">Decides them.</param>
    /// <param name="comparesMethods">Whether the classical methods and the optima of smaller depths stand beside it.</param>
    public FunctionVerdict Read(Subjects subjects, int prompts, ulong seed, bool comparesMethods)
    {
        // The classical methods run beside the network, on the other core.
        Task<BaselineLosses?> baselines = comparesMethods
            ? Task.Run<BaselineLosses?>(() => BaselineReader.Read(law, context, network.Layers, prompts, seed))
            : Task.FromResult<BaselineLosses?>(null);
        Optimum? optimum = Optimum.Of(law, context, network.Layers);
        Control? control = subjects.Residual ?? optimum?.Control;
        EigenvalueReader? eigenvalues = EigenvalueReader.For(subjects.Shared);
        (double answers, double verdict, double projection) = (0, 0, 0);
        IReadOnlyList<Outcomes> byDepth = new FreshPrompts(law, context, prompts, seed).Measure(
            network.Layers,
            prompt =>
            {
                IReadOnlyList<double> predicted = NetworkForward.Predictions(network.Weights, prompt.Tokens);
                answers += Square(predicted[^1]);
                verdict += Square(Answer(subjects.Verdict, prompt) - predicted[^1]);
                projection += Square(Answer(subjects.Projection, prompt) - predicted[^1]);
                eigenvalues?.Add(prompt.Hessian);
                return predicted.Skip(1);
            },
            control
        );
        double Relative(double squares) => answers > 0 ? Math.Sqrt(squares / answers) : Math.Sqrt(squares);

        return new FunctionVerdict
        {
            Prompts = prompts,
            RelativeError = Relative(verdict),
            ProjectionError = Relative(projection),
            Outcomes = byDepth[^1],
            OutOfRange = subjects.Curve is ResidualCurve curve ? eigenvalues?.ShareBeyond(curve.Range) : null,
            Unbounded = subjects.Beyond is LoopedBehaviour beyond ? eigenvalues?.ShareBeyond(beyond.Largest) : null,
            Eigenvalues = eigenvalues is null ? [] : [.. _quantiles.Select(eigenvalues.Quantile)],
            Density = eigenvalues?.Density() ?? [],
            LossByDepth = [.. byDepth.Select(depth => depth.Loss)],
            OptimumByDepth =
                network.Layers > MostDepths || !comparesMethods
                    ? []
                    :
                    [
                        .. Enumerable
                            .Range(1, network.Layers)
                            .Select(l => OptimumEstimate.Of(law, context, l, prompts, seed)!),
                    ],
            Optimum = optimum?.ExcessLoss,
            AnsweringZero = law.AnswerPower,
            Baselines = baselines.GetAwaiter().GetResult(),
        };
    }

    private static double Answer(LearnedSolver method, DrawnProblem prompt) =>
        Dense.Inner(method.Solve(prompt, 0), prompt.Query);

    private static double Square(double value) => value * value;
}
