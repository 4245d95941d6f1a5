using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>Gives what a method's text names a name that Coq takes: <c>eta[3]</c> becomes <c>eta_3</c>.</summary>
internal sealed class CoqNames
{
    private static readonly string[] Words =
    [
        .. "as at cofix else end exists exists2 fix for forall fun if IF in let match mod Prop return Set then Type".Split(),
        .. "using where with is of by have suff wlog S O nth nil cons F d n X xq wstar grad answer lfom point".Split(),
        .. "result certificate claim number".Split(),
    ];

    private static readonly string[] OfOneDepth =
    [
        .. "heads linear lfom_shared dynamic gdpp gate gates query alpha_ gamma_".Split(),
        .. "preconditioner data data_valid gate_alpha gate_gamma memory total network state".Split(),
        .. "hypotheses_hold query_point query_answers context register layers x y z t q g B a c coefficient difference different vanishing dimension realises alpha gamma A R a".Split(),
    ];

    private static readonly string[] OfAllDepths =
    [
        .. "V gradient state gate gates formal combination states combine branch at_step".Split(),
        .. "g g1 g2 g3 g4 k l j r bound step depth within l_is".Split(),
    ];

    private static readonly string[] Prefixes =
    [
        "at",
        "gradient",
        "point",
        "memory",
        "divisor",
        "layer",
        "den",
        "same",
        "query",
        "register",
        "remember",
        "letter",
        "formal",
    ];

    private readonly Dictionary<(string Name, int? Index), string> _names = [];
    private readonly HashSet<string> _used;

    /// <param name="isForAllDepths">Whether the names are for a certificate of all depths, which has other ones of its own.</param>
    internal CoqNames(bool isForAllDepths = false) => _used = [.. Words, .. isForAllDepths ? OfAllDepths : OfOneDepth];

    /// <summary>The name of a symbol, an element of a sequence, or a matrix.</summary>
    internal string Of(string name, int? index)
    {
        if (!_names.TryGetValue((name, index), out var known))
        {
            known = index switch
            {
                null => name,
                < 0 => $"{name}_m{-index}",
                _ => $"{name}_{index}",
            };
            while (Prefixes.Any(prefix => IsNumbered(known, prefix)) || !_used.Add(known))
            {
                known += "'";
            }

            _names.Add((name, index), known);
        }

        return known;
    }

    internal string Of(Symbol symbol) => Of(symbol.Name, symbol.Index);

    /// <summary>The name of a symbol that stays a letter.</summary>
    internal string Letter(Symbol symbol)
    {
        Letters.Add(symbol);
        return Of(symbol);
    }

    /// <summary>The symbols that occur as letters.</summary>
    internal SortedSet<Symbol> Letters { get; } = [];

    private static bool IsNumbered(string name, string prefix) =>
        name.StartsWith(prefix + "_", StringComparison.Ordinal) && name.Length > prefix.Length + 1;
}
