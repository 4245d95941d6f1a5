using BenchmarkDotNet.Attributes;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;

namespace Memformer.Benchmarks;

/// <summary>What <c>memformer derive</c> does, step by step.</summary>
[MemoryDiagnoser]
public class DerivationBenchmarks
{
    /// <summary>The method.</summary>
    [Params("heavy-ball", "nesterov", "triple-momentum")]
    public string Method { get; set; } = "nesterov";

    /// <summary>The number of layers L.</summary>
    [Params(8, 32)]
    public int Layers { get; set; }

    /// <summary>From the method's text to the canonical form.</summary>
    [Benchmark]
    public CanonicalForm Unroll() => Catalogue.Find(Method).Unroll(Layers).Coefficients;

    /// <summary>From the method's text to exact weights.</summary>
    [Benchmark]
    public ExactWeights? Realize() => Architecture.Find("lfom").Realize(Unroll()).Weights;

    /// <summary>The residual polynomial p_L, exact in the hyper-parameters.</summary>
    [Benchmark]
    public object? Residual() => UnrolledProof.ResidualPolynomial(Unroll());

    /// <summary>Weights, and the proof that runs the network on letters.</summary>
    [Benchmark]
    public Proof? Prove() => UnrolledProof.Of(Unroll(), Realize()!);
}
