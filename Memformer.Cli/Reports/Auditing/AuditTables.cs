using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Estimates;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>The tables of an audit, cell by cell, for every format that has tables.</summary>
internal static class AuditTables
{
    /// <summary>The columns of <see cref="Layers"/>.</summary>
    public static IReadOnlyList<string> LayerHeader { get; } =
    ["layer", "kind", "parameters", "deviation", "preconditioner", "its deviation", "outside"];

    /// <summary>The columns of <see cref="Depths"/>.</summary>
    public static IReadOnlyList<string> DepthHeader { get; } = ["after layers", "mean squared error", "optimum there"];

    /// <summary>The columns of <see cref="Losses"/>.</summary>
    public static IReadOnlyList<string> LossHeader { get; } = ["", "mean squared error", "relative to the optimum"];

    /// <summary>The columns of <see cref="Methods"/>.</summary>
    public static IReadOnlyList<string> MethodHeader { get; } = ["method", "parameters", "deviation", "contains"];

    /// <summary>One row per layer, or per run of layers that are the same.</summary>
    public static IEnumerable<IReadOnlyList<string>> Layers(Audit audit) =>
        Runs.Of(audit.Layers.Select(Cells), (one, other) => one.SequenceEqual(other))
            .Select(run =>
                (IReadOnlyList<string>)
                    [run.First == run.Last ? $"{run.First}" : $"{run.First} to {run.Last}", .. run.Value]
            );

    private static IReadOnlyList<string> Cells(LayerVerdict layer) =>
        [
            layer.Kind.Name(),
            Wording.Parameters(layer.Parameters),
            Wording.Share(layer.Deviation),
            layer.Preconditioner.Kind.Name(),
            Wording.Share(layer.Preconditioner.Deviation),
            Wording.Share(layer.Outside.Total),
        ];

    /// <summary>What the table of methods leaves open.</summary>
    public const string MethodNote =
        "The letters are those of the catalogue, where memformer methods NAME tells what each is; undetermined are those that the "
        + "network's coefficients do not depend on. Of the methods within the tolerance, contains names the others that a "
        + "method has as special cases.";

    /// <summary>One row per method of the catalogue, the closest first.</summary>
    public static IEnumerable<IReadOnlyList<string>> Methods(Audit audit)
    {
        Dictionary<string, string> contained = audit.Method.Compatible.ToDictionary(
            method => method.Fit.Name,
            method => string.Join(", ", method.Contains)
        );
        return audit.Method.Fits.Select(fit =>
            (IReadOnlyList<string>)
                [
                    fit.Name,
                    Wording.Parameters(fit.Parameters),
                    Wording.Share(fit.Deviation),
                    contained.GetValueOrDefault(fit.Name, ""),
                ]
        );
    }

    /// <summary>The loss of the answer after each layer, beside the optimum of that depth.</summary>
    public static IEnumerable<IReadOnlyList<string>> Depths(FunctionVerdict function) =>
        function.LossByDepth.Select(
            (loss, layer) =>
                (IReadOnlyList<string>)
                    [
                        $"{layer + 1}",
                        loss.ToString(),
                        layer < function.OptimumByDepth.Count ? function.OptimumByDepth[layer].ToString() : "",
                    ]
        );

    /// <summary>The network's loss beside the optimum and the tuned methods.</summary>
    public static IEnumerable<IReadOnlyList<string>> Losses(FunctionVerdict function)
    {
        string Relative(double loss) =>
            function.Reference is double optimum && optimum > 0 ? $"{Wording.Number(loss / optimum)}×" : "";
        yield return ["this network", function.Outcomes.Loss.ToString(), Relative(function.Outcomes.Loss.Mean)];
        if (function.Optimum is double best)
        {
            yield return ["optimum at this depth", Wording.Number(best), "1×"];
        }
        else if (function.OptimumByDepth is [.., var last])
        {
            yield return ["optimum at this depth", last.ToString(), Relative(last.Loss.Mean)];
        }

        (string Name, MeanEstimate? Loss)[] others =
        [
            ("gradient descent, best step", function.Baselines?.Gd),
            ("heavy ball, best constants", function.Baselines?.HeavyBall),
            ("Nesterov, best constants", function.Baselines?.Nesterov),
            ("conjugate gradients", function.Baselines?.Cg),
        ];
        yield return ["answering 0", Wording.Number(function.AnsweringZero), Relative(function.AnsweringZero)];
        foreach ((string name, MeanEstimate? loss) in others)
        {
            if (loss is { } known)
            {
                yield return [name, known.ToString(), Relative(known.Mean)];
            }
        }
    }
}
