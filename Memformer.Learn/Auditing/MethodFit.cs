namespace Memformer.Learn.Auditing;

/// <summary>A method of the catalogue fitted to a whole network.</summary>
/// <param name="Name">The method's name in the catalogue.</param>
/// <param name="Parameters">
/// Its parameters in its own letters; a number is null where the network does not determine it.
/// </param>
/// <param name="Deviation">‖C − C(method)‖_F / ‖C‖_F over the whole canonical form.</param>
/// <param name="ScheduleDeviation">
/// The same with the matrices reduced to their coefficients on the shared preconditioner: how well the step sizes
/// fit, whatever the preconditioner.
/// </param>
/// <param name="Determined">How many numbers of the method the network determines.</param>
/// <param name="IsTested">Whether the network has more numbers than that; if not, the method would fit any network.</param>
public sealed record MethodFit(
    string Name,
    IReadOnlyList<FittedParameter> Parameters,
    double Deviation,
    double ScheduleDeviation,
    int Determined,
    bool IsTested
);

/// <summary>Which method of the catalogue the whole network is.</summary>
/// <param name="Chosen">The simplest method within tolerance; null if there is none.</param>
/// <param name="Same">Methods that say the same at this depth with other parameters.</param>
/// <param name="RunnerUp">
/// The closest other method with no more parameters; the closest of all when none is chosen; null when there is none.
/// </param>
/// <param name="Fits">The methods that this depth can test, by deviation.</param>
public sealed record MethodVerdict(
    MethodFit? Chosen,
    IReadOnlyList<MethodFit> Same,
    MethodFit? RunnerUp,
    IReadOnlyList<MethodFit> Fits
);
