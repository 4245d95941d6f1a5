using Memformer.Learn.Problems;

namespace Memformer.Learn.Models;

/// <summary>
/// The parameters that training starts from: gradient descent with a step that is safe for the law,
/// <c>A_l = (1 + √(d/n))⁻² / λ_max(Σ) · I</c>, with every entry that is free moved by a twentieth of that (times a standard
/// normal number) so that layers and heads are not alike. Gates start as no memory: 1 at j = l and 0 elsewhere (lfom), α = 1 and
/// γ = 0 (dynamic), a = 0 (lfom-shared, residual) or 1/L (accumulated). Heads share the step. Without memory, where the
/// layers' steps are the roots of one polynomial, they fall from the first layer's to half of it in the last: layers that start alike can
/// take the roots in one order along one axis and in another along the next, a local minimum. P's blocks, where they are
/// trained, start at I, moved in the same manner: von Oswald et al.'s GD++, which shrinks X where H is large. From 0 a GD++
/// network ends in a local minimum with a loss half as large again.
/// </summary>
public static class NetworkStart
{
    private const double Spread = 0.05;
    private const double ValueStart = 1;

    /// <summary>The last layer's step without memory, as a share of the first's.</summary>
    private const double LastStep = 0.5;

    /// <summary>Draws starting parameters.</summary>
    /// <param name="design">The network.</param>
    /// <param name="law">Whose largest eigenvalue decides the step.</param>
    /// <param name="seed">The same seed gives the same parameters.</param>
    /// <returns>In the order of <see cref="ParameterLayout"/>.</returns>
    public static double[] Draw(NetworkDesign design, DataLaw law, ulong seed) => Draw(design, law, seed, Spread);

    /// <summary>The same with blocks that are multiples of I.</summary>
    /// <param name="design">The network.</param>
    /// <param name="law">Whose largest eigenvalue decides the step.</param>
    public static double[] Plain(NetworkDesign design, DataLaw law) => Draw(design, law, 0, 0);

    private static double[] Draw(NetworkDesign design, DataLaw law, ulong seed, double spread)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(law);
        ParameterLayout layout = new(design);
        double[] values = new double[layout.Length];
        RandomSource random = new(seed, RandomStreams.Start);
        double step = SafeStep(design, law) / design.Heads;
        foreach (ParameterSegment segment in layout.Segments)
        {
            Span<double> part = values.AsSpan(segment.Offset, segment.Length);
            if (segment.Gates is { } gates)
            {
                FillGates(part, segment, design.Architecture.Start(design, gates));
                continue;
            }

            Func<int, double> diagonal =
                segment.Name == ParameterLayout.Values ? _ => ValueStart : layer => step * StepShare(design, layer);
            FillMatrices(part, design, diagonal, step * spread, random);
        }

        return values;
    }

    /// <summary>The step with which gradient descent contracts on all but rare prompts.</summary>
    private static double SafeStep(NetworkDesign design, DataLaw law)
    {
        double largest = CovarianceMatrix.Extremes(law.Covariance).Largest;
        return 1 / (largest * Math.Pow(1 + Math.Sqrt((double)design.Dimension / design.Context), 2));
    }

    private static double StepShare(NetworkDesign design, int layer) =>
        design.HasMemory || design.FreeValues || design.Layers == 1
            ? 1
            : 1 - ((1 - LastStep) * layer / (design.Layers - 1));

    private static void FillMatrices(
        Span<double> part,
        NetworkDesign design,
        Func<int, double> diagonal,
        double spread,
        RandomSource random
    )
    {
        bool isDense = design.Preconditioner is PreconditionerKind.Free or PreconditionerKind.Symmetric;
        for (int i = 0; i < part.Length; i++)
        {
            int place = i % (design.Dimension * design.Dimension);
            bool isDiagonal = !isDense || place / design.Dimension == place % design.Dimension;
            int layer = (int)((long)i * design.Layers / part.Length);
            part[i] = (isDiagonal ? diagonal(layer) : 0) + (spread * random.NextNormal());
        }
    }

    /// <summary>Of pairs, those of a layer's own register; the others start at 0.</summary>
    private static void FillGates(Span<double> part, ParameterSegment segment, double start)
    {
        if (segment.Gates is not { OfPairs: true })
        {
            part.Fill(start);
            return;
        }

        int layers = (int)segment.Shape[0];
        int registers = (int)segment.Shape[1];
        int perPair = segment.Length / (layers * registers);
        for (int layer = 0; layer < layers; layer++)
        {
            part.Slice(layer * (registers + 1) * perPair, perPair).Fill(start);
        }
    }
}
