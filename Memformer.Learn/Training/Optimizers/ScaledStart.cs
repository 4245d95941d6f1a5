using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Optimizers;

/// <summary>
/// Where BFGS begins with a GD++ network. Its answer is a polynomial of degree (3^L − 1)/2 in H, and its loss has many local minima,
/// most of which show already where every block is a multiple of I: a few numbers, for which a descent on a small batch costs
/// little. Many are made, from multiples drawn at random, and training goes on from the best.
/// </summary>
/// <remarks>
/// Many starts that go a short way and few that go on: Jamieson and Talwalkar, Non-stochastic best arm identification and
/// hyperparameter optimization, 2016.
/// </remarks>
internal sealed class ScaledStart
{
    private const double StepSpread = 1;
    private const double ValueSpread = 0.5;

    private readonly double[] _start;
    private readonly int[] _blockOf;
    private readonly double[] _spread;

    /// <summary>Scales the blocks of a network.</summary>
    /// <param name="layout">Which entries are a block: a layer's and head's part of the preconditioners or of the values.</param>
    /// <param name="start">The parameters at the multiples 1, blocks that are multiples of I.</param>
    public ScaledStart(ParameterLayout layout, double[] start)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(start);
        _start = [.. start];
        _blockOf = new int[start.Length];
        Array.Fill(_blockOf, -1);
        List<double> spread = [];
        foreach (ParameterSegment segment in layout.Segments.Where(segment => segment.Gates is null))
        {
            int blocks = (int)(segment.Shape[0] * segment.Shape[1]);
            int size = segment.Length / blocks;
            for (int i = 0; i < segment.Length; i++)
            {
                _blockOf[segment.Offset + i] = spread.Count + (i / size);
            }

            spread.AddRange(
                Enumerable.Repeat(segment.Name == ParameterLayout.Values ? ValueSpread : StepSpread, blocks)
            );
        }

        _spread = [.. spread];
    }

    /// <summary>The parameters that the best descent ends at.</summary>
    /// <param name="seed">The run's: what multiples are drawn.</param>
    /// <param name="lossOf">The loss of a batch so many times as large as the plan's.</param>
    /// <param name="reached">Told the loss that each descent ends at; what it throws ends the search.</param>
    public double[] Search(ulong seed, Func<int, NetworkLoss> lossOf, Action<double> reached)
    {
        ArgumentNullException.ThrowIfNull(lossOf);
        ArgumentNullException.ThrowIfNull(reached);
        IReadOnlyList<double[]> multiples = Draw(seed);
        foreach ((int factor, int starts, int steps) in Rounds)
        {
            NetworkLoss loss = lossOf(factor);
            List<(double[] Multiples, double Loss)> ends = [];
            foreach (double[] start in multiples.Take(starts))
            {
                ends.Add((start, Descend(start, steps, loss)));
                reached(ends[^1].Loss);
            }

            multiples = [.. ends.OrderBy(end => end.Loss).Select(end => end.Multiples)];
        }

        return At(multiples[0]);
    }

    /// <summary>The rounds: how many times the plan's batch, how many go on from the round before, and how many steps at most.</summary>
    private static IReadOnlyList<(int Factor, int Starts, int Steps)> Rounds { get; } =
    [(2, 80, 90), (8, 16, 60), (32, 4, 60)];

    /// <summary>Multiples drawn log-normally about 1; of the first start all are 1.</summary>
    private IReadOnlyList<double[]> Draw(ulong seed)
    {
        RandomSource random = new(seed, RandomStreams.Multiples);
        double[] plain = [.. _spread.Select(_ => 1.0)];
        return
        [
            plain,
            .. Enumerable
                .Range(1, Rounds[0].Starts - 1)
                .Select(_ => _spread.Select(spread => Math.Exp(spread * random.NextNormal())).ToArray()),
        ];
    }

    /// <summary>Changes the multiples in place; returns the loss at the end, +∞ where it is no finite number.</summary>
    private double Descend(double[] multiples, int steps, NetworkLoss loss)
    {
        Bfgs descent = new(multiples.Length);
        double[] full = new double[_start.Length];
        double Differentiate(double[] at, double[] gradient)
        {
            double value = loss.LossAndGradient(At(at), RandomStreams.Starts, full);
            Array.Clear(gradient);
            for (int i = 0; i < full.Length; i++)
            {
                if (_blockOf[i] >= 0)
                {
                    gradient[_blockOf[i]] += full[i] * _start[i];
                }
            }

            return value;
        }

        for (int step = 0; step < steps && !descent.IsAtMilestone; step++)
        {
            _ = descent.Step(multiples, 1, Differentiate);
        }

        double reached = Differentiate(multiples, new double[multiples.Length]);
        return double.IsFinite(reached) ? reached : double.PositiveInfinity;
    }

    /// <summary>The parameters at multiples of the blocks; gates are as they started.</summary>
    private double[] At(double[] multiples) =>
        [.. _start.Select((value, i) => _blockOf[i] >= 0 ? value * multiples[_blockOf[i]] : value)];
}
