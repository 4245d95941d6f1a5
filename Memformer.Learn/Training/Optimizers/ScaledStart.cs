using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Recursion;

namespace Memformer.Learn.Training.Optimizers;

/// <summary>
/// Where BFGS begins with a GD++ network. Its answer is a polynomial of degree (3^L − 1)/2 in H, and its loss has many local minima,
/// most of which show already where every preconditioner is a multiple of Σ⁻¹ (of I, where its form does not allow that) and every value
/// block one of I: a few numbers, which act on every eigenvalue of Σ⁻¹H by itself, so that a descent costs little. Many are made, from
/// multiples drawn at random, and training goes on from the best.
/// </summary>
/// <remarks>
/// Many starts that go a short way and few that go on: Jamieson and Talwalkar, Non-stochastic best arm identification and
/// hyperparameter optimization, 2016.
/// </remarks>
internal sealed class ScaledStart
{
    private const double StepSpread = 1;
    private const double ValueSpread = 0.5;

    /// <summary>So many tell the best minimum, whatever the plan's batch.</summary>
    private const int MostPrompts = 1 << 17;

    private readonly NetworkDesign _design;

    /// <summary>R of the coordinates x = R x' in which all blocks are multiples of I.</summary>
    private readonly Matrix<double> _coordinates;

    /// <summary>The parameters where every coordinate is 1.</summary>
    private readonly double[] _unit;

    /// <summary>The coordinate of each entry: where its block or gate is among the parameters of a network with d = 1.</summary>
    private readonly int[] _coordinateOf;

    /// <summary>The parameters of a network with d = 1 where every coordinate is 1.</summary>
    private readonly double[] _scalarUnit;

    /// <summary>The coordinates of the start: 1 for blocks.</summary>
    private readonly double[] _first;

    /// <summary>By how much the logarithms of coordinates are spread.</summary>
    private readonly double[] _spread;

    /// <summary>Scales the blocks of a network, a layer's and head's part of the preconditioners or values; its gates move with them.</summary>
    /// <param name="design">The network.</param>
    /// <param name="law">The law of its prompts.</param>
    public ScaledStart(NetworkDesign design, DataLaw law)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(law);
        _design = design;
        bool isDense = design.Preconditioner is PreconditionerKind.Free or PreconditionerKind.Symmetric;
        _coordinates = isDense
            ? Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Factor(law.Covariance))
            : Matrix<double>.Build.DenseIdentity(design.Dimension);
        Matrix<double> inverse = (_coordinates * _coordinates.Transpose()).Inverse();
        double[] start = NetworkStart.Plain(design, isDense ? DataLaw.Isotropic(design.Dimension) : law);
        ParameterLayout scalar = new(design with { Dimension = 1 });
        _unit = [.. start];
        _coordinateOf = new int[start.Length];
        _scalarUnit = new double[scalar.Length];
        _first = new double[scalar.Length];
        _spread = new double[scalar.Length];
        foreach (ParameterSegment segment in new ParameterLayout(design).Segments)
        {
            Lay(segment, scalar[segment.Name], isDense ? inverse : null);
        }
    }

    /// <summary>The parameters that the best descent ends at.</summary>
    /// <param name="seed">The run's: what multiples are drawn.</param>
    /// <param name="settings">What is sampled.</param>
    /// <param name="reached">Told the loss that each descent ends at; what it throws ends the search.</param>
    public double[] Search(ulong seed, LossSettings settings, Action<double> reached)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(reached);
        IReadOnlyList<double[]> points = Draw(seed);
        foreach ((int factor, int starts, int steps) in Rounds)
        {
            int prompts = (int)Math.Min((long)settings.Batch * factor, MostPrompts);
            SpectralLoss loss = new(
                _design,
                PromptSpectra.Draw(settings.Objective, prompts, settings.Seed, RandomStreams.Starts, _coordinates)
            );
            List<(double[] Point, double Loss)> ends = [];
            foreach (double[] start in points.Take(starts))
            {
                ends.Add((start, Descend(start, steps, loss)));
                reached(ends[^1].Loss);
            }

            points = [.. ends.OrderBy(end => end.Loss).Select(end => end.Point)];
        }

        return [.. _unit.Select((value, i) => value * points[0][_coordinateOf[i]])];
    }

    /// <summary>Makes coordinates of one part of the parameters.</summary>
    /// <param name="segment">The part.</param>
    /// <param name="once">The same of a network with d = 1.</param>
    /// <param name="direction">What preconditioners are multiples of; null for I.</param>
    private void Lay(ParameterSegment segment, ParameterSegment once, Matrix<double>? direction)
    {
        int size = segment.Length / once.Length;
        for (int block = 0; block < once.Length; block++)
        {
            int coordinate = once.Offset + block;
            Array.Fill(_coordinateOf, coordinate, segment.Offset + (block * size), size);
            Span<double> entries = _unit.AsSpan(segment.Offset + (block * size), size);
            if (segment.Gates is not null)
            {
                (_first[coordinate], _scalarUnit[coordinate], entries[0]) = (entries[0], 1, 1);
                continue;
            }

            bool isValue = segment.Name == ParameterLayout.Values;
            // The first entry of a multiple of I is the multiple.
            (_first[coordinate], _scalarUnit[coordinate]) = (1, entries[0]);
            _spread[coordinate] = isValue ? ValueSpread : StepSpread;
            if (direction is not null && !isValue)
            {
                (entries[0] * direction).ToRowMajorArray().CopyTo(entries);
            }
        }
    }

    /// <summary>The rounds: how many times the plan's batch, how many go on from the round before, and how many steps at most.</summary>
    private static IReadOnlyList<(int Factor, int Starts, int Steps)> Rounds { get; } =
    [(4, 300, 90), (16, 40, 80), (GrowingBatch.SearchFactor, 6, 100)];

    /// <summary>Multiples drawn log-normally about 1; of the first start all are 1.</summary>
    private IReadOnlyList<double[]> Draw(ulong seed)
    {
        RandomSource random = new(seed, RandomStreams.Multiples);
        return
        [
            [.. _first],
            .. Enumerable
                .Range(1, Rounds[0].Starts - 1)
                .Select(_ => _first.Select((value, i) => value * Math.Exp(_spread[i] * random.NextNormal())).ToArray()),
        ];
    }

    /// <summary>Changes the coordinates in place; returns the loss at the end, +∞ where it is no finite number.</summary>
    private double Descend(double[] coordinates, int steps, SpectralLoss loss)
    {
        Bfgs descent = new(coordinates.Length);
        double[] parameters = new double[coordinates.Length];
        double Differentiate(double[] at, double[] gradient)
        {
            for (int i = 0; i < at.Length; i++)
            {
                parameters[i] = _scalarUnit[i] * at[i];
            }

            double value = loss.LossAndGradient(parameters, gradient);
            for (int i = 0; i < at.Length; i++)
            {
                gradient[i] *= _scalarUnit[i];
            }

            return value;
        }

        for (int step = 0; step < steps && !descent.IsAtMilestone; step++)
        {
            _ = descent.Step(coordinates, 1, Differentiate);
        }

        double reached = Differentiate(coordinates, new double[coordinates.Length]);
        return double.IsFinite(reached) ? reached : double.PositiveInfinity;
    }
}
