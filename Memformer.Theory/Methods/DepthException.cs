namespace Memformer.Theory.Methods;

/// <summary>
/// A number of layers that ends inside a step: a layer takes one gradient, so a method with m gradients a step needs
/// a multiple of m of them.
/// </summary>
public sealed class DepthException : UsageException
{
    internal DepthException(string method, int layers, int step, int below, int above)
        : base(
            $"{layers} {(layers == 1 ? "layer ends" : "layers end")} inside step {step} of {method}: a layer takes one "
                + $"gradient, and this step takes {above - below}; take {(below > 0 ? $"{below} or " : "")}{above} layers"
        ) => (Below, Above) = (below, above);

    /// <summary>The nearest number of layers below at which a step ends; 0 where there is none.</summary>
    public int Below { get; }

    /// <summary>The nearest number of layers above at which a step ends.</summary>
    public int Above { get; }
}
