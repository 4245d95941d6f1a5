using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// The arithmetic that a network's forward pass needs. The forward pass is written once and runs on letters (for
/// proofs) and on rational numbers (for checks).
/// </summary>
/// <typeparam name="T">The states Z, (d+1)×(n+1), and the products on the way.</typeparam>
public interface IMatrixRing<T>
{
    /// <summary>M/n, (n+1)×(n+1): the mask that keeps the query out of keys and values, divided by the context length.</summary>
    T ScaledMask { get; }

    /// <summary>A weight matrix, (d+1)×(d+1).</summary>
    T Embed(BlockMatrix weights);

    /// <summary>The sum.</summary>
    T Add(T left, T right);

    /// <summary>The product.</summary>
    T Multiply(T left, T right);

    /// <summary>The transpose.</summary>
    T Transpose(T matrix);

    /// <summary>A gate times a register.</summary>
    T Scale(RationalFunction gate, T register);

    /// <summary>A register with one gate on the context's columns and another on the query's.</summary>
    T Scale(RationalFunction contextGate, RationalFunction queryGate, T register);
}
