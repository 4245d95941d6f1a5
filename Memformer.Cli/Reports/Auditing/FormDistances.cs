using Memformer.Learn.Auditing;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>How far apart the canonical forms of networks of one size are, which are free of the networks' gauge.</summary>
internal sealed class FormDistances
{
    private readonly double[,] _apart;

    /// <summary>Compares all pairs.</summary>
    /// <param name="audits">Two or more networks with one L and one d.</param>
    public FormDistances(IReadOnlyList<Audit> audits)
    {
        _apart = new double[audits.Count, audits.Count];
        double largest = -1;
        for (int i = 0; i < audits.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                _apart[i, j] = _apart[j, i] = audits[i].Form.DistanceTo(audits[j].Form);
                if (_apart[i, j] > largest)
                {
                    (largest, Farthest) = (_apart[i, j], (j, i));
                }
            }
        }
    }

    /// <summary>The pair that is farthest apart.</summary>
    public (int First, int Second) Farthest { get; }

    /// <summary>The distance of a pair, relative to the size of its forms.</summary>
    public double this[int first, int second] => _apart[first, second];

    /// <summary>The farthest pair, in a sentence.</summary>
    /// <param name="names">What the networks are called, in their order.</param>
    public string Sentence(IReadOnlyList<string> names) =>
        $"The canonical forms C, relative to their size, are at most {Wording.Share(this[Farthest.First, Farthest.Second])} "
        + $"apart: those of {names[Farthest.First]} and {names[Farthest.Second]}.";
}
