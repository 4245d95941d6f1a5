using Memformer.Learn.Models;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// The gates g_{l,j,h} of the canonical form, products of the numbers that an architecture trains, and derivatives taken back. With
/// split gates the last row is the answer's, which combines the gradients by the query's gates: Σ_l Γ_{l,j}[query] less what the
/// iterate has already taken.
/// </summary>
internal sealed class CanonicalGates
{
    private readonly NetworkDesign _design;
    private readonly CanonicalTerm[] _terms;
    private readonly double[] _parameters;

    /// <summary>Creates closed gates.</summary>
    public CanonicalGates(NetworkDesign design, ParameterLayout layout)
    {
        _design = design;
        Values = new double[design.Layers * design.Layers * design.Heads];
        _terms = [.. TermsOf(layout)];
        _parameters = new double[layout.Length];
    }

    /// <summary>g, (L, L, H) in row-major order; 0 for j &gt; l.</summary>
    public double[] Values { get; }

    /// <summary>The products that gates are sums of; entries are places in <see cref="Values"/>.</summary>
    public IReadOnlyList<CanonicalTerm> Terms => _terms;

    /// <summary>Takes up a parameter vector.</summary>
    public void Set(ReadOnlySpan<double> parameters)
    {
        parameters.CopyTo(_parameters);
        Array.Clear(Values);
        foreach (CanonicalTerm term in _terms)
        {
            Values[term.Entry] += term.Factor * Product(term.Places, without: -1);
        }
    }

    /// <summary>Adds the derivatives in the parameters, at those set last, to a vector.</summary>
    public void PullBack(ReadOnlySpan<double> derivatives, Span<double> gradient)
    {
        foreach (CanonicalTerm term in _terms)
        {
            for (int i = 0; i < term.Places.Length; i++)
            {
                gradient[term.Places[i]] += term.Factor * derivatives[term.Entry] * Product(term.Places, i);
            }
        }
    }

    private double Product(int[] places, int without)
    {
        double product = 1;
        for (int i = 0; i < places.Length; i++)
        {
            product *= i == without ? 1 : _parameters[places[i]];
        }

        return product;
    }

    private IEnumerable<CanonicalTerm> TermsOf(ParameterLayout layout)
    {
        bool isSplit = _design.Gates == GateKind.Split;
        int last = _design.Layers - 1;
        for (int layer = 0; layer <= last; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                if (_design.Architecture.Gate(_design, layer, register) is not { } factors)
                {
                    continue;
                }

                for (int head = 0; head < _design.Heads; head++)
                {
                    int[] places = [.. factors.Select(factor => layout.Place(factor, head))];
                    if (!isSplit)
                    {
                        yield return new CanonicalTerm(Index(layer, register, head), places, 1);
                        continue;
                    }

                    int answer = Index(last, register, head);
                    yield return new CanonicalTerm(answer, [.. places.Select(place => place + 1)], 1);
                    if (layer < last)
                    {
                        yield return new CanonicalTerm(Index(layer, register, head), places, 1);
                        yield return new CanonicalTerm(answer, places, -1);
                    }
                }
            }
        }
    }

    private int Index(int layer, int register, int head) =>
        (((layer * _design.Layers) + register) * _design.Heads) + head;
}
