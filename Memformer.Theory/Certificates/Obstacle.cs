using Memformer.Theory.Networks;

namespace Memformer.Theory.Certificates;

/// <summary>The theorem of <c>Impossibility.v</c> that a method contradicts.</summary>
/// <param name="Weights">The names of the weights that no choice of helps.</param>
/// <param name="Form">The architecture's coefficients as a function of these weights.</param>
/// <param name="Theorem">The theorem applied to the places of the method's coefficients; it says <c>Left = Right</c>.</param>
/// <param name="Left">The coefficients whose product stands on the left.</param>
/// <param name="Right">The same on the right; none for zero.</param>
internal sealed record Obstacle(
    string Weights,
    string Form,
    string Theorem,
    IReadOnlyList<ObstacleEntry> Left,
    IReadOnlyList<ObstacleEntry> Right
)
{
    /// <summary>A coefficient that is zero, which the theorem asks to be shown; null for most.</summary>
    internal (int Layer, int Register)? Vanishing { get; private init; }

    /// <summary>Whether the theorem speaks of entries of matrices, and not of whole ones.</summary>
    internal bool IsOfEntries => Left.Count == 2;

    /// <summary>The theorem for an architecture and the identity that a method violates.</summary>
    internal static Obstacle Of(Architecture architecture, ViolatedIdentity identity)
    {
        if (architecture is TiedArchitecture tied)
        {
            return Tied(tied, identity);
        }

        var (weights, form) = architecture switch
        {
            LinearArchitecture => ("A", "linear_form A"),
            DynamicArchitecture => ("alpha gamma A", "dynamic_form alpha gamma A"),
            LfomArchitecture => ("g A", "lfom_form g A"),
            SharedLfomArchitecture => ("a q A", "@lfom_shared_form F d layers a q A"),
            _ => throw new UsageException($"{architecture.Name} has no certificate of impossibility"),
        };
        return Untied(architecture, identity, weights, form, weights);
    }

    private static Obstacle Tied(TiedArchitecture tied, ViolatedIdentity identity)
    {
        var (weights, form, constants) = tied.Untied switch
        {
            LinearArchitecture => ("B", "linear_form (fun=> B)", "(fun=> B)"),
            DynamicArchitecture => (
                "a c B",
                "dynamic_form (fun=> a) (fun=> c) (fun=> B)",
                "(fun=> a) (fun=> c) (fun=> B)"
            ),
            LfomArchitecture => (
                "g B",
                "lfom_form (fun l j => g (l - j)%N) (fun=> B)",
                "(fun l j => g (l - j)%N) (fun=> B)"
            ),
            _ => throw new UsageException($"{tied.Name} has no certificate of impossibility"),
        };
        var isToeplitz =
            identity is { Left: [var later], Right: [var earlier] }
            && (later.Layer - 1, later.Register - 1) == (earlier.Layer, earlier.Register);
        var (l, j) = (identity.Left[0].Layer - 1, identity.Left[0].Register - 1);
        return isToeplitz
            ? new(
                weights,
                form,
                $"tied (@tied_{tied.Untied.Name} F d {weights} {l} {j}) R isT isT",
                [new(l + 1, j + 1)],
                [new(l, j)]
            )
            : Untied(tied.Untied, identity, weights, form, constants);
    }

    private static Obstacle Untied(
        Architecture architecture,
        ViolatedIdentity identity,
        string weights,
        string form,
        string arguments
    )
    {
        var (l, j) = (identity.Left[0].Layer, identity.Left[0].Register);
        Obstacle Plain(string theorem, string places, IReadOnlyList<ObstacleEntry> right) =>
            new(weights, form, $"@{theorem} F d layers _ {arguments} {places}", [new(l, j)], right);

        switch (architecture)
        {
            case LinearArchitecture:
                return Plain("linear_zero", $"{l} {j} R isT isT", []);
            case DynamicArchitecture:
                return Minor(identity, weights, form, arguments);
            case LfomArchitecture:
                var other = identity.Left[1].Layer;
                return Crossed("lfom_multiple", $"{l} {other} {j}", "R isT isT isT isT", (l, j), (other, j));
            case SharedLfomArchitecture when identity.Right.Count == 0:
                return Plain("lfom_shared_zero", $"{l} {j} R vanishing isT isT", []) with { Vanishing = (j, j) };
            case SharedLfomArchitecture when identity.Right.Count == 1:
                return Plain("lfom_shared_constant", $"{l} {j + 1} {j} R isT isT isT isT", [new(j + 1, j)]);
            default:
                return Crossed("lfom_shared_multiple", $"{l} {j}", "R isT isT", (l, j), (j, j));
        }

        Obstacle Crossed(
            string theorem,
            string places,
            string proofs,
            (int Layer, int Register) first,
            (int Layer, int Register) second
        ) =>
            new(
                weights,
                form,
                $"@{theorem} F d layers _ {arguments} {places} x y z t {proofs}",
                [new(first.Layer, first.Register, "x y"), new(second.Layer, second.Register, "z t")],
                [new(first.Layer, first.Register, "z t"), new(second.Layer, second.Register, "x y")]
            );
    }

    private static Obstacle Minor(ViolatedIdentity identity, string weights, string form, string arguments)
    {
        // The identity reads c_{l,r} c_{l',p} = c_{l,p} c_{l',r}.
        var (l, below) = (identity.Left[0].Layer, identity.Left[1].Layer);
        var (r, p) = (identity.Left[0].Register, identity.Left[1].Register);
        var (j, k) = (Math.Min(r, p), Math.Max(r, p));
        return new(
            weights,
            form,
            $"@dynamic_minor F d layers _ {arguments} {l} {below} {j} {k} x y z t R isT isT isT isT",
            [new(l, j, "x y"), new(below, k, "z t")],
            [new(l, k, "z t"), new(below, j, "x y")]
        );
    }
}

/// <summary>C_{l,j} in an obstacle, or an entry of it.</summary>
/// <param name="Layer">l.</param>
/// <param name="Register">j.</param>
/// <param name="Entry">The indices of the entry; empty for all of the matrix.</param>
internal readonly record struct ObstacleEntry(int Layer, int Register, string Entry = "")
{
    /// <summary>As a term of Coq.</summary>
    public override string ToString() => $"coefficient {Layer} {Register}{(Entry.Length == 0 ? "" : " " + Entry)}";
}
