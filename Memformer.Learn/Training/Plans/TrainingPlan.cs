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

    /// <summary>The law that the trained network is tried on beside its own, where it differs.</summary>
    public TestPlan Test { get; init; } = new();

    /// <summary>What is sampled; null for the one with the least noise that the network and the data allow.</summary>
    public ObjectiveKind? Objective { get; init; }

    /// <summary>Tasks that an exact objective takes a prompt; null for <see cref="EffectiveTasks"/>.</summary>
    public int? Tasks { get; init; }

    /// <summary>Prompts per step.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Steps at most.</summary>
    public long Steps { get; init; } = 20_000;

    /// <summary>The optimiser; null for <see cref="EffectiveOptimizer"/>.</summary>
    public OptimizerKind? Optimizer { get; init; }

    /// <summary>The step size at the beginning; null for the optimiser's own: see <see cref="RateSchedule"/>, and 1 for L-BFGS.</summary>
    public double? Rate { get; init; }

    /// <summary>How the step size changes; null for cosine, and constant for L-BFGS.</summary>
    public ScheduleKind? Schedule { get; init; }

    /// <summary>The largest Frobenius norm of one matrix's gradient; null for no limit, but 0.1 where P's blocks are free, and 0.01 from three layers.</summary>
    public double? Clip { get; init; }

    /// <summary>
    /// The share of the prompts that are drawn with one direction stretched and weighed so that the expected loss stays what it
    /// is (<see cref="Objectives.Objective.TailShare"/>); null for a half where P's blocks are free and H is drawn from its own law, and
    /// none elsewhere.
    /// </summary>
    public double? TailShare { get; init; }

    /// <summary>Decay of AdamW.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The weight of the answer after each layer; empty for 0, …, 0, 1.</summary>
    public IReadOnlyList<double> LayerWeights { get; init; } = [];

    /// <summary>
    /// Training stops when the loss, with two standard errors added, is nearer to the optimum than this share of it; 0 never
    /// stops early.
    /// </summary>
    public double Tolerance { get; init; } = 0.002;

    /// <summary>One run for each; decides the start, the prompts, and nothing else.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [0];

    /// <summary>auto, cpu, cuda, cuda:N, opencl, opencl:N, or simulated.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The precision of the parameters.</summary>
    public Precision Precision { get; init; }

    /// <summary>Threads of the processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Steps between checkpoints; null for 2000, and 50 for BFGS.</summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>Steps between evaluations on fresh prompts, and lines of the metrics; null for 500, and 25 for BFGS.</summary>
    public int? EvaluateEvery { get; init; }

    /// <summary>Prompts of an evaluation during training.</summary>
    public int EvaluationPrompts { get; init; } = 1 << 15;

    /// <summary>Prompts of the evaluation at the end.</summary>
    public int TestPrompts { get; init; } = 1_000_000;

    /// <summary>Numbers in the prompts of one step: 2 GiB.</summary>
    private const double MostNumbers = 1 << 28;

    /// <summary>Up to here BFGS is chosen: its inverse Hessian takes 32 MB, and no longer than the gradient.</summary>
    private const int MostQuasiNewtonParameters = 2000;

    /// <summary>Up to here BFGS is possible: 512 MB.</summary>
    private const int MostBfgsParameters = 8000;

    private const int MostEvaluationPrompts = 10_000_000;

    /// <summary>The most tasks a prompt that training takes unless the plan says otherwise.</summary>
    /// <remarks>
    /// A step with k of d tasks costs down to k/d of one with all. At d = 50 as many steps with 8, 16 and 50 tasks end at the
    /// same loss (docs/training.md). L-BFGS, which keeps its batch, takes all.
    /// </remarks>
    public const int MostTasks = 16;

    /// <summary>The tasks a prompt of a training step, chosen where the plan leaves them open. Evaluations take all d.</summary>
    public int EffectiveTasks => Tasks ?? (KeepsBatches ? Network.Dimension : Math.Min(Network.Dimension, MostTasks));

    /// <summary>
    /// The optimiser, chosen where the plan leaves it open: BFGS, which reaches the optimum where Adam does not and in less time
    /// where it does, wherever the exact gradient of a large batch is cheap and the inverse Hessian small. Rate, schedule and clip
    /// are Adam's, and a plan with one of them means Adam. So do GD++ networks, whose rare prompts a fixed batch lacks.
    /// </summary>
    public OptimizerKind EffectiveOptimizer =>
        Optimizer
        ?? (
            Network.HasErrorRecursion
            && !Network.FreeValues
            && EffectiveObjective != ObjectiveKind.Tokens
            && Precision == Precision.Double
            && (Device is "auto" or "cpu" || EffectiveObjective == ObjectiveKind.Wishart)
            && (Rate, Schedule, Clip) is (null, null, null)
            && new ParameterLayout(Network).Length <= MostQuasiNewtonParameters
                ? OptimizerKind.Bfgs
                : OptimizerKind.Adam
        );

    /// <summary>The steps between checkpoints, chosen where the plan leaves them open.</summary>
    public int EffectiveCheckpointEvery => CheckpointEvery ?? (EffectiveOptimizer == OptimizerKind.Bfgs ? 50 : 2000);

    /// <summary>The steps between evaluations, chosen where the plan leaves them open.</summary>
    public int EffectiveEvaluateEvery => EvaluateEvery ?? (EffectiveOptimizer == OptimizerKind.Bfgs ? 25 : 500);

    /// <summary>The steps after which a run has ended at the latest.</summary>
    public long MostSteps => EffectiveOptimizer == OptimizerKind.Bfgs ? Math.Min(Steps, GrowingBatch.MostSteps) : Steps;

    /// <summary>Whether the optimiser minimises the loss of a batch that it keeps.</summary>
    private bool KeepsBatches => EffectiveOptimizer is OptimizerKind.Lbfgs or OptimizerKind.Bfgs;

    /// <summary>The objective, chosen where the plan leaves it open.</summary>
    public ObjectiveKind EffectiveObjective => Objective ?? LeastNoisy(Data.Covariates);

    /// <summary>
    /// The limit on gradients, chosen where the plan leaves it open. The answer of a GD++ network has degree 3^L or so in H: a
    /// batch with a rare prompt has a gradient that is larger by orders of magnitude, which Adam's averages would remember for
    /// a thousand steps. Its loss, and with it the usual gradient, falls by more than ten from two layers to three.
    /// </summary>
    public double? EffectiveClip =>
        Clip
        ?? (
            !Network.FreeValues || KeepsBatches ? null
            : Network.Layers <= 2 ? 0.1
            : 0.01
        );

    /// <summary>The share of stretched prompts, chosen where the plan leaves it open.</summary>
    public double EffectiveTailShare =>
        TailShare
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
            Schedule ?? (KeepsBatches ? ScheduleKind.Constant : ScheduleKind.Cosine),
            Rate ?? (KeepsBatches ? 1 : 0.01 / Math.Sqrt(least * largest)),
            Steps
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
            LayerWeights.Count == 0 ? Objectives.LossSettings.LastLayer(Network.Layers) : LayerWeights,
            Threads
        );

    /// <summary>What the evaluation on the test law samples: all of it without error that can be; null where nothing differs.</summary>
    /// <param name="seed">The run's seed.</param>
    public LossSettings? TestSettings(ulong seed)
    {
        if (!Test.IsGiven)
        {
            return null;
        }

        LossSettings settings = LossSettings(Test.Law(Data, Network.Dimension), seed, Batch);
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
        Network.Check();
        CheckWork();
        CheckBfgs();
        DataLaw law = Data.Law(Network.Dimension);
        LossSettings(law, 0, Batch).Objective.Check(Network);
        CheckTest();
        Require(Batch >= 1, "batch", Batch, "at least 1");
        Require(Steps >= 1, "steps", Steps, "at least 1");
        Require(Tasks is null or >= 1, "tasks", Tasks, "at least 1");
        Require(Rate is null || (Rate > 0 && double.IsFinite(Rate.Value)), "rate", Rate, "above 0");
        Require(Clip is null or > 0, "clip", Clip, "above 0");
        Require(TailShare is null or (>= 0 and < 1), "tail-share", TailShare, "at least 0 and below 1");
        Require(WeightDecay >= 0, "weight-decay", WeightDecay, "at least 0");
        Require(Tolerance >= 0, "tolerance", Tolerance, "at least 0");
        Require(Threads >= 1, "threads", Threads, "at least 1");
        Require(CheckpointEvery is null or >= 1, "checkpoint-every", CheckpointEvery, "at least 1");
        Require(EvaluateEvery is null or >= 1, "evaluate-every", EvaluateEvery, "at least 1");
        Require(
            EvaluationPrompts is >= 2 and <= MostEvaluationPrompts,
            "evaluation-prompts",
            EvaluationPrompts,
            $"2 to {MostEvaluationPrompts}"
        );
        Require(
            TestPrompts is >= 2 and <= MostEvaluationPrompts,
            "test-prompts",
            TestPrompts,
            $"2 to {MostEvaluationPrompts}"
        );
        Require(Seeds.Count >= 1, "seed", "none", "at least one");
        Require(Seeds.Distinct().Count() == Seeds.Count, "seed", string.Join(",", Seeds), "different numbers");
        Require(
            LayerWeights.Count == 0 || LayerWeights.Count == Network.Layers,
            "layer-weights",
            $"{LayerWeights.Count} numbers",
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
            Batch * prompt <= MostNumbers,
            "batch",
            Batch,
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
            Batch <= most,
            "batch",
            Batch,
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
        Require(Test.Context is null or >= 1, "test-context", Test.Context, "at least 1");
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
