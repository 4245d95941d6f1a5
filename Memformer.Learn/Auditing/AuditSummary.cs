using Memformer.Learn.Auditing.Methods;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Files;
using Memformer.Learn.Models;

namespace Memformer.Learn.Auditing;

/// <summary>The whole verdict in a sentence or two.</summary>
public static class AuditSummary
{
    /// <summary>Less than this is the precision of a file.</summary>
    private const double SmallestNoise = 1e-6;

    /// <summary>So many methods fit into a cell.</summary>
    private const int MostListed = 3;

    /// <summary>Which method the network is, what it may be, or why it is none; and what that rests on.</summary>
    public static string Of(Audit audit)
    {
        MethodVerdict method = audit.Method;
        string runnerUp = method.RunnerUp is MethodFit second
            ? $" The runner-up is {second.Name}, {Wording.Share(second.Deviation)} away."
            : "";
        if (method.Simplest is not MethodFit simplest || method.Objection is not null)
        {
            return Reason(audit) + (method.Objection is null ? runnerUp : "") + Scatter(audit.Noise);
        }

        return (method.IsNamed ? Name(audit, simplest) : Compatibility(audit, simplest))
            + " "
            + Rest(method, audit.Ties)
            + (method.IsNamed ? runnerUp : "")
            + Scatter(audit.Noise);
    }

    /// <summary>How a cell says that a network is no method of the catalogue.</summary>
    public const string None = "–";

    /// <summary>The verdict for a cell of a table: a name, the methods that it may be, or <see cref="None"/>.</summary>
    public static string Short(Audit audit)
    {
        string[] compatible =
        [
            .. audit
                .Method.Compatible.Select(method => method.Fit)
                .Where(fit => !fit.HasMatrices)
                .Select(fit => fit.Name),
        ];
        return audit.Method.Chosen is MethodFit chosen ? chosen.Name
            : compatible.Length == 0 ? None
            : compatible.Length == 1 ? $"may be {compatible[0]}"
            : $"one of {string.Join(", ", compatible.Take(MostListed))}"
                + (compatible.Length > MostListed ? $" and {compatible.Length - MostListed} more" : "");
    }

    private static string Name(Audit audit, MethodFit method) =>
        $"The network is {Described(method)}, on a preconditioner that is {Wording.Of(audit.SharedPreconditioner)}; "
        + $"{Wording.Share(method.Deviation)} away.";

    private static string Compatibility(Audit audit, MethodFit simplest)
    {
        ILookup<bool, CompatibleMethod> others = audit
            .Method.Compatible.Where(method => method.Fit.Name != simplest.Name && !method.Fit.HasMatrices)
            .ToLookup(method => method.Contains.Count > 0);
        string closest = string.Join(
            ", ",
            others[false].Select(method => $"{method.Fit.Name} ({Wording.Share(method.Fit.Deviation)})")
        );
        string wider = string.Join(", ", others[true].Select(method => method.Fit.Name));
        return $"The network is compatible with {Described(simplest)}, {Wording.Share(simplest.Deviation)} away, on a "
            + $"preconditioner that is {Wording.Of(audit.SharedPreconditioner)}"
            + (closest.Length > 0 ? $"; and with {closest}" : "")
            + (wider.Length > 0 ? $"; and with those that contain {simplest.Name}: {wider}" : "")
            + $". What these share: {Family(audit)}.";
    }

    private static string Described(MethodFit method)
    {
        string note = method.Name == "conjugate-gradient" ? " (fixed steps, not conjugate gradients)" : "";
        return method.Parameters.Count > 0
            ? $"{method.Name}{note} with {Wording.ParametersWithErrors(method.Parameters)}"
            : method.Name + note;
    }

    /// <summary>The numbers that a name rests on, and why they do not carry one.</summary>
    private static string Rest(MethodVerdict method, LayerTies? ties)
    {
        Evidence evidence = method.Evidence;
        string numbers =
            $"The canonical form has {Counted.Of(evidence.Numbers, "independent number")}{Tied(ties)}; {evidence.Fitted} "
            + $"{(evidence.Fitted == 1 ? "was" : "were")} fitted, {Counted.Of(evidence.Freedom, "degree")} of freedom "
            + $"{(evidence.Freedom == 1 ? "is" : "are")} left, and {evidence.Tried} methods were tried";
        return method switch
        {
            { IsNamed: true, Evidence.Freedom: 0 } when ties is not null => numbers
                + ": networks of this kind, with such layers, are that method by construction.",
            { IsNamed: true } => numbers + ".",
            { Rivals.Count: > 0 } => numbers + $": they do not tell it from {string.Join(", ", method.Rivals)}.",
            { IsFarther: true } => numbers
                + $": it is farther from {method.Simplest!.Name} than its weights scatter, or than half the tolerance.",
            { Evidence.Freedom: 0 } => numbers + ": nothing is tested by the name.",
            _ => numbers + ": too few for a name.",
        };
    }

    private static string Tied(LayerTies? ties) =>
        ties switch
        {
            null => "",
            { Block: 1 } => ", as all layers have the same weights",
            _ => $", as a block of {ties.Block} layers is used {ties.Times} times",
        };

    private static string Family(Audit audit) =>
        audit.Layers.Max(layer => layer.Kind) switch
        {
            StepKind.Gradient => "plain gradient steps",
            StepKind.Momentum => "gradient steps with momentum",
            StepKind.Nesterov => "momentum steps with a correction of the last gradient",
            _ => "steps along fixed combinations of all gradients so far",
        };

    private static string Scatter(double? noise) =>
        noise is double level and > SmallestNoise
            ? $" The weights scatter by {Wording.Share(level)} about this reading; ± is the standard error that this gives."
            : "";

    private static string Reason(Audit audit)
    {
        if (audit.Family.Residual > audit.Options.Tolerance)
        {
            string inside = audit.Method.Inside is MethodFit fit
                ? $"; what of it lies inside is {Described(fit)}, {Wording.Share(fit.Deviation)} away, on a preconditioner that is "
                    + Wording.Of(audit.SharedPreconditioner)
                : "";
            return $"The network is outside the family ({Wording.Share(audit.Family.Residual)}: "
                + $"{Wording.Outside(audit.Family.Layers.MaxBy(layer => layer.Total)!)}), so it is no method of the catalogue{inside}.";
        }

        if (audit.Layers.Any(layer => layer.Kind == StepKind.GdPlusPlus))
        {
            return "The network rewrites its features (GD++): its preconditioner depends on the prompt, so it is no method of the catalogue.";
        }

        return audit.Method.Objection is string objection
            ? $"{char.ToUpperInvariant(objection[0])}{objection[1..]}."
            : "No method of the catalogue is within the tolerance.";
    }
}
