using Memformer.Theory.Typesetting;
using static Memformer.Theory.Typesetting.Formula;

namespace Memformer.Theory.Networks;

/// <summary>The symbols in which networks and methods are described, with their indices.</summary>
internal static class NetworkSymbols
{
    /// <summary>A layer.</summary>
    public static Formula l { get; } = new Identifier("l");

    /// <summary>A register, or the gradient in it.</summary>
    public static Formula j { get; } = new Identifier("j");

    /// <summary>An index between two others.</summary>
    public static Formula m { get; } = new Identifier("m");

    /// <summary>A head.</summary>
    public static Formula h { get; } = new Identifier("h");

    /// <summary>The number of layers.</summary>
    public static Formula L { get; } = new Identifier("L");

    /// <summary>The task.</summary>
    public static Formula WStar { get; } = ((Formula)"w").Sub(Star);

    /// <summary>The query.</summary>
    public static Formula XQuery { get; } = ((Formula)"x").Sub(new Words("q"));

    /// <summary>The covariates of the context.</summary>
    public static Formula X { get; } = new Identifier("X");

    /// <summary>d, n, X: what a proof holds for.</summary>
    public static Formula Prompt { get; } = new Sequence(["d", "n", "X"]);

    /// <summary>X Xᵀ/n.</summary>
    public static Formula H { get; } = new Identifier("H");

    /// <summary>The mask.</summary>
    public static Formula Mask { get; } = new Identifier("M");

    /// <summary>1/n.</summary>
    public static Formula OneOverN { get; } = new Quotient(One, "n");

    public static Formula Z(Formula layer) => ((Formula)"Z").Sub(layer);

    public static Formula R(Formula layer) => ((Formula)"R").Sub(layer);

    public static Formula R(Formula layer, Formula head) => ((Formula)"R").Sub(layer, head);

    public static Formula P(Formula layer) => ((Formula)"P").Sub(layer);

    public static Formula Q(Formula layer) => ((Formula)"Q").Sub(layer);

    public static Formula A(Formula layer) => ((Formula)"A").Sub(layer);

    public static Formula A(Formula layer, Formula? head) => head is null ? A(layer) : ((Formula)"A").Sub(layer, head);

    public static Formula B(Formula layer) => ((Formula)"B").Sub(layer);

    public static Formula S(Formula layer) => ((Formula)"S").Sub(layer);

    public static Formula C(Formula layer, Formula register) => ((Formula)"C").Sub(layer, register);

    /// <summary>C_{l,j}, where a coefficient stands.</summary>
    public static Formula C(CoefficientReference place) => C(place.Layer, place.Register);

    public static Formula Gate(Formula layer, Formula register) => ((Formula)"g").Sub(layer, register);

    public static Formula Gate(Formula layer, Formula register, Formula? head) =>
        head is null ? Gate(layer, register) : ((Formula)"g").Sub(new Sequence([layer, register, head]));

    public static Formula SharedGate(Formula register) => ((Formula)"a").Sub(register);

    /// <summary>The gate in the place of a_j on the query's column.</summary>
    public static Formula QueryGate(Formula register) => ((Formula)"b").Sub(register);

    /// <summary>A gate of the running register; with a hat, since methods have letters α and γ of their own.</summary>
    public static Formula Alpha(Formula layer) => ((Formula)"alpha-gate").Sub(layer);

    public static Formula Gamma(Formula layer) => ((Formula)"gamma-gate").Sub(layer);

    public static Formula W(Formula layer) => ((Formula)"w").Sub(layer);

    /// <summary>∇f at a point.</summary>
    public static Formula GradientAt(Formula point) => new Application(new Product([Nabla, "f"]), point);

    public static Formula UpTo(Formula index, Formula last) => new Relation(index, "≤", last);

    /// <summary>(1/n) P_l Z_l M Z_lᵀ Q_l Z_l.</summary>
    public static Formula Attention(Formula layer) =>
        OneOverN * P(layer) * Z(layer) * Mask * Z(layer).Transposed * Q(layer) * Z(layer);

    /// <summary>(1/n) P_{l,h} Z_l M Z_lᵀ Q_{l,h} Z_l.</summary>
    public static Formula Attention(Formula layer, Formula head) =>
        OneOverN
        * ((Formula)"P").Sub(layer, head)
        * Z(layer)
        * Mask
        * Z(layer).Transposed
        * ((Formula)"Q").Sub(layer, head)
        * Z(layer);
}
