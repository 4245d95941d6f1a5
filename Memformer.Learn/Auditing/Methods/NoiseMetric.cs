using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Noise;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// How the coefficients of a canonical form on given directions move by chance. It is the same for all methods that see the
/// same directions, and long to compute where there are many.
/// </summary>
/// <param name="noise">The noise of the network.</param>
/// <param name="entries">The entries in order, each with its direction, d×d.</param>
internal sealed class NoiseMetric(
    WeightNoise noise,
    IReadOnlyList<(int Layer, int Register, Matrix<double> Direction)> entries
)
{
    /// <summary>Beyond so many coefficients their noise is taken as independent: its correlations cost a cube of them.</summary>
    private const int MostCorrelated = 600;

    private readonly Lazy<Matrix<double>> _responses = new(() =>
        Matrix<double>.Build.DenseOfRowVectors(
            entries.Select(entry => noise.Response(entry.Layer, entry.Register, entry.Direction))
        )
    );

    private Matrix<double>? _whitening;

    /// <summary>One row for each entry, one column for each source of noise, for σ = 1.</summary>
    public Matrix<double> Responses => _responses.Value;

    /// <summary>What turns residuals into independent ones of variance σ².</summary>
    public Matrix<double> Whitening =>
        LazyInitializer.EnsureInitialized(
            ref _whitening,
            () => entries.Count > MostCorrelated ? WeightNoise.Scaling(Responses) : WeightNoise.Whitening(Responses)
        );
}
