using System.Diagnostics;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;

namespace Memformer.Benchmarks;

/// <summary>The unrolled identity of a method's network, for the comparison with SymPy.</summary>
public static class UnrolledIdentity
{
    // Enough for the just-in-time compiler to have optimised what is called often.
    private const int WarmUps = 200;
    private const int Runs = 51;

    /// <summary>Proves it once cold and then often; prints the first and the median time in milliseconds.</summary>
    /// <param name="method">A method of the catalogue.</param>
    /// <param name="layers">The number of layers L.</param>
    public static void Print(string method, int layers)
    {
        var cold = Time(method, layers);
        for (var i = 0; i < WarmUps; i++)
        {
            Time(method, layers);
        }

        var warm = Enumerable.Range(0, Runs).Select(_ => Time(method, layers)).Order().ElementAt(Runs / 2);
        Console.WriteLine($"{cold:F3} {warm:F3}");
    }

    private static double Time(string method, int layers)
    {
        var coefficients = Catalogue.Find(method).Unroll(layers).Coefficients;
        var weights = Architecture.Find("lfom").Realize(coefficients).Weights!;
        var watch = Stopwatch.StartNew();
        var proof = UnrolledProof.Of(coefficients, weights);
        return proof is { Holds: true }
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"The identity of {method} does not hold.");
    }
}
