namespace Memformer.Learn.Training.Plans;

/// <summary>How the step size changes during training.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>Half a cosine from the rate to nothing over the planned steps.</summary>
    Cosine,

    /// <summary>A tenth of it after each third of the planned steps.</summary>
    Step,

    /// <summary>Half of it whenever the averaged loss has not fallen by 0.1 % for ten looks in a row.</summary>
    Plateau,
}

/// <summary>The step size at each step.</summary>
/// <param name="Kind">The shape.</param>
/// <param name="Rate">The step size at the beginning.</param>
/// <param name="Steps">The planned number of steps.</param>
public sealed record RateSchedule(ScheduleKind Kind, double Rate, long Steps)
{
    private const int Patience = 10;
    private const double LeastProgress = 1e-3;

    /// <summary>The step size.</summary>
    /// <param name="step">0, 1, …</param>
    /// <param name="plateau">Where the plateau schedule stands; without effect for the others.</param>
    public double At(long step, PlateauState plateau) =>
        Kind switch
        {
            ScheduleKind.Cosine => Rate * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(step, Steps) / Steps)),
            ScheduleKind.Step => Rate * Math.Pow(0.1, Math.Min(3 * step / Math.Max(Steps, 1), 2)),
            ScheduleKind.Plateau => Rate * plateau.Factor,
            _ => Rate,
        };

    /// <summary>Where the plateau schedule stands after another look at the averaged loss.</summary>
    public static PlateauState Look(PlateauState state, double loss)
    {
        if (loss < state.Best * (1 - LeastProgress))
        {
            return state with { Best = loss, Looks = 0 };
        }

        return state.Looks + 1 < Patience
            ? state with
            {
                Looks = state.Looks + 1,
            }
            : new PlateauState(loss, 0, state.Factor / 2);
    }
}

/// <summary>Where the plateau schedule stands.</summary>
/// <param name="Best">The least averaged loss so far.</param>
/// <param name="Looks">Looks since then.</param>
/// <param name="Factor">What the rate is multiplied by.</param>
public readonly record struct PlateauState(double Best, int Looks, double Factor)
{
    /// <summary>Before the first look.</summary>
    public static PlateauState Start { get; } = new(double.PositiveInfinity, 0, 1);
}
