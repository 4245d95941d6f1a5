using System.Collections.Immutable;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Iterates;

/// <summary>
/// The gradients of one run of a method, in the order in which they are first needed, and the points y_0, y_1, … at
/// which they are taken: y_m − y_{m+1} = Σ_{j≤m} C_{m,j} ∇f(y_j).
/// </summary>
internal sealed class GradientTrace
{
    private readonly IReadOnlySet<int> _distinctSteps;
    private readonly List<Coefficient[]> _increments = [];
    private readonly List<Coefficient[]> _fromStart =
    [
        [],
    ];
    private int _step;
    private int _countBeforeStep;
    private bool _reused;

    /// <param name="distinctSteps">Steps whose point is a register of its own even where it equals an earlier point
    /// (as with a step size that was set to 0).</param>
    internal GradientTrace(IReadOnlySet<int> distinctSteps)
    {
        _distinctSteps = distinctSteps;
        Start = new SymbolicIterate(this, Combination.Of(0), Combination.Empty);
    }

    /// <summary>The start w_0 = y_0.</summary>
    internal SymbolicIterate Start { get; }

    /// <summary>The number of the answer that is being evaluated, from 1.</summary>
    internal int Step => _step;

    /// <summary>How many gradients have been taken.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether the step took no gradient of its own but one at a vector that equals an earlier point.</summary>
    internal bool StepNeedsItsOwnPoint => _reused && Count == _countBeforeStep;

    /// <summary>C_{m,j}, j ≤ m, of the sequence of gradient points, for m + 1 &lt; <see cref="Count"/>.</summary>
    internal IReadOnlyList<Coefficient[]> Increments => _increments;

    /// <summary>Announces the evaluation of the answer after so many steps; it may need as many gradients.</summary>
    internal void BeginStep(int number)
    {
        _step = number;
        _countBeforeStep = Count;
        _reused = false;
    }

    /// <summary>The vector 0.</summary>
    internal SymbolicIterate Zero => new(this, Combination.Empty, Combination.Empty);

    internal SymbolicIterate Gradient(SymbolicIterate point)
    {
        var register = point.Register ?? Taken(point);
        return new SymbolicIterate(this, Combination.Empty, Combination.Of(register));
    }

    /// <summary>The coefficient of w_0 in the first point or answer where it is not 1, so that the form holds for
    /// w_0 = 0 alone; null where it holds for every start.</summary>
    internal Coefficient? StartCoefficient { get; private set; }

    /// <summary>The coefficients of y_m − <paramref name="point"/> in the gradients.</summary>
    internal Coefficient[] Difference(int m, SymbolicIterate point)
    {
        SymbolicWork.Spend(Count);
        var row = new Coefficient[Count];
        Array.Fill(row, Coefficient.Zero);
        foreach (var (index, value) in point.Gradients.Terms)
        {
            row[index] -= value;
        }

        var terms = point.Points.Terms;
        var total = terms.Aggregate(Coefficient.Zero, (sum, term) => sum + term.Value);
        if (total.IsOne)
        {
            AddNeighbours(row, m, terms);
        }
        else
        {
            StartCoefficient ??= total;
            AddFromZero(row, m, terms);
        }

        return row;
    }

    /// <summary>Abel's summation: a combination of points with coefficients that sum to 1 is y_m and differences of
    /// neighbours, y_i − y_{i+1}, weighted by partial sums.</summary>
    private void AddNeighbours(Coefficient[] row, int m, ImmutableArray<(int Index, Coefficient Value)> terms)
    {
        var partial = Coefficient.Zero;
        for (var t = 0; t < terms.Length; t++)
        {
            partial += terms[t].Value;
            var next = t + 1 < terms.Length ? terms[t + 1].Index : _increments.Count;
            AddIncrements(row, terms[t].Index, Math.Min(next, m), -partial);
            AddIncrements(row, Math.Max(terms[t].Index, m), next, Coefficient.One - partial);
        }

        AddIncrements(row, m, Math.Min(terms[0].Index, _increments.Count), Coefficient.One);
    }

    /// <summary>Where w_0 = 0 every point is a combination of gradients alone, y_i = −Σ_j Γ_{i,j} ∇f(y_j), whatever the
    /// coefficients of points sum to.</summary>
    private void AddFromZero(Coefficient[] row, int m, ImmutableArray<(int Index, Coefficient Value)> terms)
    {
        foreach (var (index, value) in terms)
        {
            AddScaled(row, FromStart(index), value);
        }

        AddScaled(row, FromStart(m), -Coefficient.One);
    }

    /// <summary>Γ_{i,j}, j &lt; i: the coefficients of y_0 − y_i.</summary>
    private Coefficient[] FromStart(int i)
    {
        while (_fromStart.Count <= i)
        {
            var increment = _increments[_fromStart.Count - 1];
            Coefficient[] sum = [.. _fromStart[^1], Coefficient.Zero];
            AddScaled(sum, increment, Coefficient.One);
            _fromStart.Add(sum);
        }

        return _fromStart[i];
    }

    private static void AddScaled(Coefficient[] row, Coefficient[] other, Coefficient weight)
    {
        for (var j = 0; j < other.Length; j++)
        {
            if (!other[j].IsZero)
            {
                row[j] += weight * other[j];
            }
        }
    }

    private int Taken(SymbolicIterate point)
    {
        if (Count == 0)
        {
            _ = Difference(0, point);
            Count = 1;
            point.BecomePoint(0);
            return 0;
        }

        var row = Difference(Count - 1, point);
        var isDistinct = Count == _countBeforeStep && _distinctSteps.Contains(_step);
        if (!isDistinct && EqualPoint(row) is { } equal)
        {
            _reused |= equal < _countBeforeStep;
            return equal;
        }

        _increments.Add(row);
        point.BecomePoint(Count);
        return Count++;
    }

    /// <summary>The latest earlier point equal to y_last − row, if any.</summary>
    private int? EqualPoint(Coefficient[] row)
    {
        var difference = (Coefficient[])row.Clone();
        for (var m = Count - 1; m >= 0; m--)
        {
            SymbolicWork.Spend(Count);
            if (difference.All(coefficient => coefficient.IsZero))
            {
                return m;
            }
            // Going back from y_m to earlier points changes only the coefficients of ∇f(y_j), j < m.
            if (!difference.Skip(m).All(coefficient => coefficient.IsZero))
            {
                return null;
            }

            for (var j = 0; m > 0 && j < m; j++)
            {
                difference[j] += _increments[m - 1][j];
            }
        }

        return null;
    }

    private void AddIncrements(Coefficient[] row, int first, int end, Coefficient weight)
    {
        for (var m = first; m < end && !weight.IsZero; m++)
        {
            AddScaled(row, _increments[m], weight);
        }
    }
}
