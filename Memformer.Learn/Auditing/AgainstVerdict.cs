using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Methods;

namespace Memformer.Learn.Auditing;

/// <summary>The answer to "is this network that method?".</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Fit">Its best fit; null when the method's steps at this depth are not multiples of single matrices.</param>
/// <param name="Holds">Whether it fits within tolerance and the network is of the family.</param>
/// <param name="Reason">Why or why not, with the number.</param>
public sealed record AgainstVerdict(string Method, MethodFit? Fit, bool Holds, string Reason)
{
    /// <summary>Its best fit as a function, where that was the question.</summary>
    public FunctionalFit? Function { get; init; }
}
