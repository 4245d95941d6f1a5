using Memformer.Theory;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>What of a preconditioner A_l is free to train.</summary>
public enum PreconditionerKind
{
    /// <summary>All d² entries.</summary>
    Free,

    /// <summary>The symmetric part of a d×d matrix.</summary>
    Symmetric,

    /// <summary>d entries on the diagonal.</summary>
    Diagonal,

    /// <summary>One number, times I.</summary>
    Scalar,
}

/// <summary>How many numbers one trained gate has.</summary>
public enum GateKind
{
    /// <summary>One.</summary>
    Scalar,

    /// <summary>One for the context tokens and one for the query.</summary>
    Split,

    /// <summary>One for each token, as in the paper's published code; and for each row where values are free.</summary>
    PerToken,
}

/// <summary>The shape of a network to train: everything but its numbers.</summary>
public sealed record NetworkDesign
{
    /// <summary>How layers combine their registers.</summary>
    public NetworkArchitecture Architecture { get; init; } = NetworkArchitecture.Lfom;

    /// <summary>d ≥ 1, the number of coordinates of a covariate.</summary>
    public int Dimension { get; init; } = 5;

    /// <summary>n ≥ 1, the number of context tokens.</summary>
    public int Context { get; init; } = 20;

    /// <summary>L ≥ 1.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>H ≥ 1, in every layer.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>What of the preconditioners is free.</summary>
    public PreconditionerKind Preconditioner { get; init; }

    /// <summary>
    /// Whether P's top-left block is trained too, in the manner of <see cref="Preconditioner"/>: the network can then
    /// implement GD++ (von Oswald et al., arXiv:2212.07677). Otherwise it is 0 and X never changes.
    /// </summary>
    public bool FreeValues { get; init; }

    /// <summary>How many numbers a gate has.</summary>
    public GateKind Gates { get; init; }

    /// <summary>Whether every head has its own gates.</summary>
    public bool GatesPerHead { get; init; }

    /// <summary>How shared gates act on a layer's own register.</summary>
    public UpdateForm Update { get; init; }

    /// <summary>
    /// Whether all layers have the weights of one, and gates of lfom depend on l − j alone: a looped network, as long as it is
    /// deep, with one layer's parameters.
    /// </summary>
    public bool Tied { get; init; }

    /// <summary>The same shape with every layer's weights its own.</summary>
    public NetworkDesign Untied => this with { Tied = false };

    /// <summary>
    /// Whether the error follows a recursion on d-vectors that only needs H: per-layer gates, and one gate for all tokens
    /// where X changes. Such a network can be trained on the exact objectives.
    /// </summary>
    public bool HasErrorRecursion => Gates == GateKind.Scalar || (Gates == GateKind.Split && !FreeValues);

    /// <summary>Whether a layer may use the registers of earlier layers.</summary>
    public bool HasMemory => Architecture.HasMemory;

    /// <summary>Rows of the register that a trained gate acts on: all d + 1 where the top d are not 0 anyway.</summary>
    public int GatedRows => FreeValues ? Dimension + 1 : 1;

    /// <summary>Throws unless the sizes and choices fit together.</summary>
    /// <exception cref="UsageException">They do not; the message names the choice and what is allowed.</exception>
    public void Check()
    {
        AtLeastOne("dimension", Dimension);
        AtLeastOne("context", Context);
        AtLeastOne("layers", Layers);
        AtLeastOne("heads", Heads);
        Needs(
            Gates == GateKind.Scalar,
            kind => kind.HasTokenGates,
            "gates",
            "has one number per layer; split and per-token need"
        );
        Needs(!GatesPerHead, kind => kind.HasGatesPerHead, "gates-per-head", "shares its gates; needs");
        if (Update == UpdateForm.Accumulated && !Architecture.HasUpdateForms)
        {
            throw new UsageException(
                $"update accumulated: only for {Names(kind => kind.HasUpdateForms)}, not for {Architecture.Name}"
            );
        }
    }

    private void Needs(bool isPlain, Func<NetworkArchitecture, bool> isAble, string key, string reason)
    {
        if (!isPlain && !isAble(Architecture))
        {
            throw new UsageException($"{key}: architecture {Architecture.Name} {reason} {Names(isAble)}");
        }
    }

    private static string Names(Func<NetworkArchitecture, bool> isAble) =>
        string.Join(" or ", NetworkArchitecture.All.Where(isAble).Select(kind => kind.Name));

    private static void AtLeastOne(string name, int value)
    {
        if (value < 1)
        {
            throw new UsageException($"{name} {value}: must be at least 1");
        }
    }
}
