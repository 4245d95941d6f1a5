namespace Memformer.Learn.Devices;

/// <summary>Where each of <see cref="TermLists"/> lies in their array.</summary>
/// <remarks>Fields, as in <see cref="KernelShape"/>.</remarks>
internal readonly struct TermShape
{
    /// <summary>Numbers of the canonical form.</summary>
    public readonly int Entries;

    /// <summary>Parameters of the network.</summary>
    public readonly int Parameters;

    /// <summary>Products of parameters.</summary>
    public readonly int Terms;

    /// <summary>Factors of all products.</summary>
    public readonly int Factors;

    /// <summary>Lays out lists of these lengths.</summary>
    public TermShape(int entries, int parameters, int terms, int factors)
    {
        Entries = entries;
        Parameters = parameters;
        Terms = terms;
        Factors = factors;
    }

    /// <summary>Where the place stands of the first term of a number; the next number's is one on.</summary>
    public static int FirstTerm(int entry) => entry;

    /// <summary>Of the first factor of a term.</summary>
    public int FirstFactor(int term) => Entries + 1 + term;

    /// <summary>Of the first use of a parameter.</summary>
    public int FirstUse(int parameter) => FirstFactor(Terms + 1) + parameter;

    /// <summary>Of the number that a term belongs to.</summary>
    public int EntryOf(int term) => FirstUse(Parameters + 1) + term;

    /// <summary>Of the parameter that a factor is.</summary>
    public int ParameterOf(int factor) => EntryOf(Terms) + factor;

    /// <summary>Of the term that a factor belongs to.</summary>
    public int TermOf(int factor) => ParameterOf(Factors) + factor;

    /// <summary>Of the factor that a use is; a parameter's uses follow each other.</summary>
    public int FactorOf(int use) => TermOf(Factors) + use;
}
