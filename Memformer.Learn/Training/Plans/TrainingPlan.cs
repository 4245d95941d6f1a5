using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;
using Memformer.Theory;

namespace Memformer.Learn.Training.Plans;

/// <summary>
/// Everything that decides a training run: a plan, a seed, a device and a thread count of torch give the same bytes
/// every time. The defaults reach the optimum on isotropic data within seconds.
/// </summary>
public sealed record TrainingPlan
{
    /// <summary>The network.</summary>
    public NetworkDesign Network { get; init; } = new();

    /// <summary>The data.</summary>
    public DataPlan Data { get; init; } = new();

    /// <summary>The loss and how it is minimised.</summary>
    public TrainingSettings Training { get; init; } = new();

    /// <summary>The law that the trained network is tried on beside its own, where it differs.</summary>
    public TestPlan Test { get; init; } = new();

    /// <summary>The seeds, the machine, and what is written.</summary>
    public RunSettings Run { get; init; } = new();

    /// <summary>Numbers in the prompts of one step: 2 GiB.</summary>
    private const double MostNumbers = 1 << 28;

    /// <summary>Up to here BFGS is chosen: its inverse Hessian takes 32 MB, and no longer than the gradient.</summary>
    private const int MostQuasiNewtonParameters = 2000;

    /// <summary>Up to here BFGS is possible: 512 MB.</summary>
    private const int MostBfgsParameters = 8000;

    /// <summary>The most tasks a prompt that training takes unless the plan says otherwise.</summary>
    /// <remarks>
    /// A step with k of d tasks costs down to k/d of one with all. At d = 50 as many steps with 8, 16 and 50 tasks end at the
    /// same loss (docs/training.md). L-BFGS, which keeps its batch, takes all.
    /// </remarks>
    public const int MostTasks = 16;

    /// <summary>The tasks a prompt of a training step, chosen where the plan leaves them open. Evaluations take all d.</summary>
    public int EffectiveTasks =>
        Training.Tasks ?? (KeepsBatches ? Network.Dimension : Math.Min(Network.Dimension, MostTasks));

    /// <summary>
    /// The optimiser, chosen where the plan leaves it open: BFGS, which reaches the optimum where Adam does not and in less time
    /// where it does, wherever the exact gradient of a large batch is cheap and the inverse Hessian small. Rate, schedule and clip
    /// are Adam's, and a plan with one of them means Adam.
    /// </summary>
    public OptimizerKind EffectiveOptimizer =>
        Training.Optimizer
        ?? (
            Network.HasErrorRecursion
            && EffectiveObjective != ObjectiveKind.Tokens
            && Run.Precision == Precision.Double
            && (Run.Device is "auto" or "cpu" || EffectiveObjective == ObjectiveKind.Wishart)
            && (Training.Rate, Training.Schedule, Training.Clip) is (null, null, null)
            && new ParameterLayout(Network).Length <= MostQuasiNewtonParameters
                ? OptimizerKind.Bfgs
                : OptimizerKind.Adam
        );

    /// <summary>Whether training begins from the best of many descents (<see cref="Optimizers.ScaledStart"/>).</summary>
    public bool SearchesStart => Network.FreeValues && EffectiveOptimizer == OptimizerKind.Bfgs;

    /// <summary>Which of BFGS's growing batches it begins with.</summary>
    internal int FirstStage => SearchesStart ? GrowingBatch.StageAfterSearch : 0;

    /// <summary>The steps between checkpoints, chosen where the plan leaves them open.</summary>
    public int EffectiveCheckpointEvery =>
        Run.CheckpointEvery ?? (EffectiveOptimizer == OptimizerKind.Bfgs ? 50 : 2000);

    /// <summary>The steps between evaluations, chosen where the plan leaves them open.</summary>
    public int EffectiveEvaluateEvery => Run.EvaluateEvery ?? (EffectiveOptimizer == OptimizerKind.Bfgs ? 25 : 500);

    /// <summary>The steps after which a run has ended at the latest.</summary>
    public long MostSteps =>
        EffectiveOptimizer == OptimizerKind.Bfgs
            ? Math.Min(Training.Steps, GrowingBatch.MostSteps(FirstStage))
            : Training.Steps;

    /// <summary>Whether the optimiser minimises the loss of a batch that it keeps.</summary>
    private bool KeepsBatches => EffectiveOptimizer is OptimizerKind.Lbfgs or OptimizerKind.Bfgs;

    /// <summary>The objective, chosen where the plan leaves it open.</summary>
    public ObjectiveKind EffectiveObjective => Training.Objective ?? LeastNoisy(Data.Covariates);

    /// <summary>
    /// The limit on gradients, chosen where the plan leaves it open. The answer of a GD++ network has degree 3^L or so in H: a
    /// batch with a rare prompt has a gradient that is larger by orders of magnitude, which Adam's averages would remember for
    /// a thousand steps. Its loss, and with it the usual gradient, falls by more than ten from two layers to three.
    /// </summary>
    public double? EffectiveClip =>
        Training.Clip
        ?? (
            !Network.FreeValues || KeepsBatches ? null
            : Network.Layers <= 2 ? 0.1
            : 0.01
        );

    /// <summary>The share of stretched prompts, chosen where the plan leaves it open.</summary>
    public double EffectiveTailShare =>
        Training.TailShare
        ?? (
            (Network.FreeValues || EffectiveOptimizer == OptimizerKind.Bfgs)
            && EffectiveObjective == ObjectiveKind.Wishart
                ? 0.5
                : 0
        );

    /// <summary>
    /// The step sizes. Adam moves a parameter by about its rate whatever the gradient, and the preconditioners to be found are
    /// of the size of Σ⁻¹: unless the plan says otherwise, the rate is 0.01/√(λ_max λ_min).
    /// </summary>
    /// <param name="law">The plan's law.</param>
    public RateSchedule RateSchedule(DataLaw law)
    {
        (double least, double largest) = CovarianceMatrix.Extremes(law.Covariance);
        return new RateSchedule(
            Training.Schedule ?? (KeepsBatches ? ScheduleKind.Constant : ScheduleKind.Cosine),
            Training.Rate ?? (KeepsBatches ? 1 : 0.01 / Math.Sqrt(least * largest)),
            Training.Steps
        );
    }

    /// <summary>What the loss of a run samples.</summary>
    /// <param name="law">The plan's law.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="batch">Prompts per step.</param>
    public LossSettings LossSettings(DataLaw law, ulong seed, int batch) =>
        new(
            new Objective(EffectiveObjective, law, Network.Context, EffectiveTasks) { TailShare = EffectiveTailShare },
            batch,
            seed,
            Training.LayerWeights.Count == 0
                ? Objectives.LossSettings.LastLayer(Network.Layers)
                : Training.LayerWeights,
            Run.Threads
        );

    /// <summary>What the evaluation on the test law samples: all of it without error that can be; null where nothing differs.</summary>
    /// <param name="seed">The run's seed.</param>
    public LossSettings? TestSettings(ulong seed)
    {
        if (!Test.IsGiven)
        {
            return null;
        }

        LossSettings settings = LossSettings(Test.Law(Data, Network.Dimension), seed, Training.Batch);
        Objective objective = settings.Objective with
        {
            Kind = LeastNoisy(Test.Covariates ?? Data.Covariates),
            Context = Test.Context ?? Network.Context,
        };
        return settings with { Objective = objective };
    }

    /// <summary>Throws unless a run of this plan is possible.</summary>
    /// <exception cref="UsageException">The message names the key, its value, and what is allowed.</exception>
    public void Check()
    {
        foreach (PlanKey key in PlanKeys.All)
        {
            key.Check(this);
        }

        Network.Check();
        CheckWork();
        CheckBfgs();
        DataLaw law = Data.Law(Network.Dimension);
        LossSettings(law, 0, Training.Batch).Objective.Check(Network);
        CheckTest();
        Require(
            Training.LayerWeights.Count == 0 || Training.LayerWeights.Count == Network.Layers,
            "layer-weights",
            $"{Training.LayerWeights.Count} numbers",
            $"one for each of the {Network.Layers} layers"
        );
    }

    /// <summary>Refuses what no machine carries, before memory is asked for it.</summary>
    private void CheckWork()
    {
        long rows = Network.Dimension + 1L;
        long gates = Network.Gates == GateKind.PerToken ? rows * (Network.Context + 1L) : 1;
        double numbers =
            (2.0 * Network.Layers * Network.Heads * rows * rows)
            + (0.5 * Network.Layers * (Network.Layers + 1.0) * gates);
        Require(
            numbers <= ReadLimits.Elements,
            "network",
            $"of {Network.Layers} layers, {Network.Heads} heads and d = {Network.Dimension}",
            $"one of at most {ReadLimits.Elements} numbers"
        );
        double prompt = NumbersOfPrompt(Network.Context);
        Require(
            Training.Batch * prompt <= MostNumbers,
            "batch",
            Training.Batch,
            $"at most {Math.Floor(MostNumbers / prompt):F0} with d = {Network.Dimension} and n = {Network.Context}"
        );
    }

    private double NumbersOfPrompt(int context) => Network.Dimension * ((double)context + Network.Dimension);

    private void CheckBfgs()
    {
        if (EffectiveOptimizer != OptimizerKind.Bfgs)
        {
            return;
        }

        int parameters = new ParameterLayout(Network).Length;
        Require(
            parameters <= MostBfgsParameters,
            "optimizer",
            $"bfgs with {parameters} parameters",
            $"adam above {MostBfgsParameters} parameters"
        );
        int most = int.MaxValue / GrowingBatch.LargestFactor;
        Require(
            Training.Batch <= most,
            "batch",
            Training.Batch,
            $"at most {most} with bfgs, which multiplies it by up to {GrowingBatch.LargestFactor}"
        );
    }

    private ObjectiveKind LeastNoisy(CovariateKind covariates) =>
        !Network.HasErrorRecursion ? ObjectiveKind.Tokens
        : covariates == CovariateKind.Gaussian ? ObjectiveKind.Wishart
        : ObjectiveKind.ExactAnswer;

    private void CheckTest()
    {
        _ = TestSettings(0);
        Require(
            Test.Context is null || NumbersOfPrompt(Test.Context.Value) <= MostNumbers,
            "test-context",
            Test.Context,
            $"at most {Math.Floor((MostNumbers / Network.Dimension) - Network.Dimension):F0} with d = {Network.Dimension}"
        );
        Require(
            Network.Gates != GateKind.PerToken || Test.Context is null || Test.Context == Network.Context,
            "test-context",
            Test.Context,
            $"{Network.Context}, the network's: its gates have a number for each token"
        );
    }

    private static void Require(bool holds, string key, object? value, string allowed)
    {
        if (!holds)
        {
            throw new UsageException($"{key} {value}: must be {allowed}");
        }
    }
}
