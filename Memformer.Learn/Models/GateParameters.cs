using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>Numbers that make gates: an array of a file and a part of what is trained.</summary>
/// <param name="Name">Such as <c>alpha</c>.</param>
/// <param name="OfPairs">Whether there is one for each layer and register (and head, where every head has its own), not one a
/// layer.</param>
public sealed record GateParameters(string Name, bool OfPairs = false);

/// <summary>One number, or the numbers of one gate's tokens, among an architecture's parameters.</summary>
/// <param name="Parameters">Which of them.</param>
/// <param name="Layer">Of which layer.</param>
/// <param name="Register">And of which register, for parameters of pairs.</param>
public sealed record GateFactor(GateParameters Parameters, int Layer, int Register = 0);

/// <summary>The parameters of one network: trained, or in a file.</summary>
public interface IGateSource
{
    /// <summary>L.</summary>
    int Layers { get; }

    /// <summary>How many heads have gates of their own in parameters of pairs: 1 or H.</summary>
    int Heads { get; }

    /// <summary>How a layer's own register enters.</summary>
    UpdateForm Update { get; }

    /// <summary>The numbers of one place.</summary>
    Gate At(GateFactor place, int head = 0);

    /// <summary>One number for each layer.</summary>
    IReadOnlyList<double> OfLayers(GateParameters parameters) =>
        [.. Enumerable.Range(0, Layers).Select(layer => At(new GateFactor(parameters, layer)).At(0, 0, 1))];
}
