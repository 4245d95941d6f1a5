using Memformer.Learn.Training.Plans;
using Memformer.Theory;

namespace Memformer.Learn.Experiments;

/// <summary>How much work an experiment is given.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Seeds">Networks of each kind and depth.</param>
/// <param name="Steps">Training steps at most.</param>
/// <param name="Tolerance">The share of the optimum at which training stops.</param>
/// <param name="TestPrompts">Fresh prompts for each network.</param>
/// <param name="BaselinePrompts">Fresh prompts for the classical methods and the mixtures.</param>
public sealed record ExperimentScale(
    string Name,
    int Seeds,
    long Steps,
    double Tolerance,
    int TestPrompts,
    int BaselinePrompts
)
{
    /// <summary>Minutes for all figures on two cores.</summary>
    public static ExperimentScale Quick { get; } = new("quick", 2, 1500, 0.01, 100_000, 60_000);

    /// <summary>Five seeds, trained until the optimum or the end of the plan.</summary>
    public static ExperimentScale Paper { get; } = new("paper", 5, 20_000, 0.002, 1_000_000, 200_000);

    /// <summary>Both.</summary>
    public static IReadOnlyList<ExperimentScale> All { get; } = [Quick, Paper];

    /// <summary>The scale of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static ExperimentScale Find(string name) =>
        All.FirstOrDefault(scale => scale.Name == name)
        ?? throw new UsageException(
            $"scale '{name}': allowed are {string.Join(", ", All.Select(scale => scale.Name))}"
        );

    /// <summary>The plan of a network at a depth; its runs share the processor with others, so each has one thread.</summary>
    public TrainingPlan PlanOf(TrainedNetwork network, int layers)
    {
        ArgumentNullException.ThrowIfNull(network);
        TrainingPlan start = new()
        {
            Data = network.Problem.Data,
            Training = new TrainingSettings { Steps = Steps, Tolerance = Tolerance },
            Run = new RunSettings
            {
                TestPrompts = TestPrompts,
                Threads = 1,
                Device = "cpu",
            },
        };
        return network.Plan(
            start with
            {
                Network = start.Network with
                {
                    Layers = layers,
                    Dimension = network.Problem.Dimension,
                    Context = network.Problem.Context,
                },
            }
        );
    }
}
