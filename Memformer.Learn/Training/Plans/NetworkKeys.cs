using Memformer.Learn.Models;
using Memformer.Theory.Networks;
using static Memformer.Learn.Training.Plans.PlanValue;

namespace Memformer.Learn.Training.Plans;

/// <summary>The keys of <c>[network]</c>: its shape.</summary>
internal static class NetworkKeys
{
    private static readonly PlanSection<NetworkDesign> Section = new(
        "network",
        plan => plan.Network,
        (plan, design) => plan with { Network = design }
    );

    public static IReadOnlyList<PlanKey> All { get; } =
    [
        Section.Key(
            "architecture",
            "How layers use earlier layers' gradients",
            Named(() => NetworkArchitecture.All, architecture => architecture.Name),
            d => d.Architecture,
            (d, value) => d with { Architecture = value }
        ),
        Section.Key(
            "dimension",
            "d, coordinates of a covariate",
            Count,
            d => d.Dimension,
            (d, value) => d with { Dimension = value }
        ),
        Section.Key(
            "context",
            "n, examples in a prompt",
            Count,
            d => d.Context,
            (d, value) => d with { Context = value }
        ),
        Section.Key("layers", "L", Count, d => d.Layers, (d, value) => d with { Layers = value }),
        Section.Key(
            "tied",
            "One layer's weights in every layer: a looped network",
            Flag,
            d => d.Tied,
            (d, value) => d with { Tied = value }
        ),
        Section.Key(
            "heads",
            "Attention heads in every layer",
            Count,
            d => d.Heads,
            (d, value) => d with { Heads = value }
        ),
        Section.Key(
            "preconditioner",
            "What of each A_l is trained",
            Choice<PreconditionerKind>(),
            d => d.Preconditioner,
            (d, value) => d with { Preconditioner = value }
        ),
        Section.Key(
            "free-values",
            "Train P's top-left block as well (GD++)",
            Flag,
            d => d.FreeValues,
            (d, value) => d with { FreeValues = value }
        ),
        Section.Key(
            "gates",
            "Numbers in a gate: one, one for context and one for query, or one per token",
            Choice<GateKind>(),
            d => d.Gates,
            (d, value) => d with { Gates = value }
        ),
        Section.Key(
            "gates-per-head",
            "Gates of every head's own (lfom)",
            Flag,
            d => d.GatesPerHead,
            (d, value) => d with { GatesPerHead = value }
        ),
        Section.Key(
            "update",
            "How lfom-shared takes a layer's own gradient: residual is open, accumulated has a gate",
            Choice<UpdateForm>(),
            d => d.Update,
            (d, value) => d with { Update = value }
        ),
    ];
}
