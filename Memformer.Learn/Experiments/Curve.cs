using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Experiments;

/// <summary>A curve of a figure: a loss for each depth, and for each seed where something is trained.</summary>
/// <param name="Name">Its name in the legend.</param>
public abstract record Curve(string Name)
{
    /// <summary>The networks that are trained for it.</summary>
    public virtual IReadOnlyList<TrainedNetwork> Networks => [];
}

/// <summary>A trained network.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Network">The network.</param>
/// <param name="Statistic">Which number of the run is drawn.</param>
public sealed record NetworkCurve(string Name, TrainedNetwork Network, LossStatistic Statistic = LossStatistic.Mean)
    : Curve(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<TrainedNetwork> Networks => [Network];
}

/// <summary>Several networks, trained on a covariance each, that share the work on prompts of all of them.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Experts">The networks; prompts come from their laws in turn.</param>
/// <param name="Rule">How their answers become one.</param>
public sealed record MixtureCurve(string Name, IReadOnlyList<TrainedNetwork> Experts, ExpertRule Rule) : Curve(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<TrainedNetwork> Networks => Experts;
}

/// <summary>A classical method.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Problem">The prompts.</param>
/// <param name="Method">The method for a law, n and L.</param>
public sealed record BaselineCurve(string Name, RegressionProblem Problem, Func<DataLaw, int, int, Solver> Method)
    : Curve(Name);

/// <summary>The least mean loss that networks of a family can have.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Problem">The prompts.</param>
/// <param name="Family">The networks.</param>
public sealed record OptimumCurve(
    string Name,
    RegressionProblem Problem,
    NetworkFamily Family = NetworkFamily.FreePreconditioners
) : Curve(Name);

/// <summary>The networks of which a curve is the optimum.</summary>
public enum NetworkFamily
{
    /// <summary>One gradient a layer, with any preconditioners and any memory; exact.</summary>
    FreePreconditioners,

    /// <summary>The same with preconditioners that are multiples of I; exact.</summary>
    MultiplesOfIdentity,

    /// <summary>GD++ with blocks that are multiples of I, on isotropic prompts; the best of many starts.</summary>
    GdPlusPlus,
}

/// <summary>Which number of a training run is drawn.</summary>
public enum LossStatistic
{
    /// <summary>The mean loss on fresh prompts.</summary>
    Mean,

    /// <summary>
    /// The mean loss of the network's residual polynomial on Σ⁻¹, exact and with all rare prompts; the mean on fresh prompts
    /// where the network is not near to such a method.
    /// </summary>
    ExactMean,

    /// <summary>The median loss on fresh prompts.</summary>
    Median,

    /// <summary>The mean loss on the very prompts that the network was fitted to.</summary>
    Fitted,
}

/// <summary>How the answers of several experts to one prompt become one.</summary>
public enum ExpertRule
{
    /// <summary>The expert of the prompt's own law: a bound, for nobody tells which it is.</summary>
    Told,

    /// <summary>The expert whose weights fit the prompt's own examples best.</summary>
    BestFit,

    /// <summary>The mean of all.</summary>
    Average,
}

/// <summary>A kind of regression prompts.</summary>
/// <param name="Dimension">d.</param>
/// <param name="Context">n.</param>
/// <param name="Data">The law.</param>
public sealed record RegressionProblem(int Dimension, int Context, DataPlan Data)
{
    /// <summary>The law of the prompts.</summary>
    public DataLaw Law => Data.Law(Dimension);
}

/// <summary>A network to train at several depths.</summary>
/// <param name="Slug">A name for its folders that no other network has.</param>
/// <param name="Problem">What it is trained on.</param>
/// <param name="Plan">The plan for the scale's, whose layers and sizes are filled in already.</param>
public sealed record TrainedNetwork(string Slug, RegressionProblem Problem, Func<TrainingPlan, TrainingPlan> Plan)
{
    /// <summary>The same network with more of the plan changed.</summary>
    public TrainedNetwork Trained(Func<TrainingPlan, TrainingPlan> change) =>
        this with
        {
            Plan = plan => change(Plan(plan)),
        };
}
