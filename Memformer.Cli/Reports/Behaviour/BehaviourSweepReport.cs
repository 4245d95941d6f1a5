using System.Globalization;
using System.Text;
using Memformer.Cli.Charts;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Candidates;
using Memformer.Theory;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>Audits by behaviour of one network on prompts of several lengths: which method it is at each n.</summary>
internal sealed class BehaviourSweepReport : SizeReport
{
    /// <summary>Distances below this are drawn at it: they are rounding.</summary>
    private const double Floor = 1e-8;

    private const int MostDrawn = 5;

    /// <summary>What is drawn beside the methods that were found.</summary>
    private static readonly string[] Usual = ["gradient-descent", "ridge", "least-squares", "newton"];

    private readonly IReadOnlyList<BehaviourReport> _rows;

    /// <summary>The report of audits that differ in n alone.</summary>
    /// <param name="reports">In any order.</param>
    /// <exception cref="UsageException">Two of them have the same n, or not all the same d.</exception>
    public BehaviourSweepReport(IEnumerable<BehaviourReport> reports)
    {
        _rows = [.. reports.OrderBy(Context)];
        foreach ((BehaviourReport left, BehaviourReport right) in _rows.Zip(_rows.Skip(1)))
        {
            if (Context(left) == Context(right))
            {
                throw new UsageException(
                    $"{left.Source} and {right.Source} answer prompts of n = {Context(left)} both: expected one context length each"
                );
            }

            if (left.Comparison.Probe.Dimension != right.Comparison.Probe.Dimension)
            {
                throw new UsageException(
                    $"{left.Source} has d = {left.Comparison.Probe.Dimension}, {right.Source} d = {right.Comparison.Probe.Dimension}: expected the same"
                );
            }
        }
    }

    /// <inheritdoc/>
    protected override string Title =>
        $"What {Path.GetFileName(_rows[0].Source)} does, by context length, d = {_rows[0].Comparison.Probe.Dimension}";

    /// <inheritdoc/>
    protected override string Law => $"Law of the questions: {_rows[0].Law}.";

    /// <inheritdoc/>
    protected override string TableTitle => "Methods";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Header { get; } =
    ["n", "the answers are those of", "distance", "gradients needed", "mean squared error"];

    /// <inheritdoc/>
    protected override string Caption =>
        "What each method, with its best constants at each n, leaves of the answers' mean square; below the tolerance it is named.";

    /// <inheritdoc/>
    protected override (double First, double Last) Range => (Context(_rows[0]), Context(_rows[^1]));

    /// <inheritdoc/>
    protected override Axis Values =>
        new("share of the answers left unexplained", Logarithmic: true, Minimum: Least() / 3, Maximum: 2);

    /// <inheritdoc/>
    protected override IReadOnlyList<Series> Series() =>
        [
            .. Drawn()
                .Select(
                    (method, place) =>
                        new Line(
                            Name(method),
                            [.. _rows.Select(row => new ChartPoint(Context(row), DistanceOf(row, method)))],
                            place == 0 ? Stroke.Solid : Stroke.Dashed
                        )
                        {
                            Color = place == 0 ? ChartColors.Subject : ChartColors.Optimum + place - 1,
                        }
                ),
            new Level("tolerance", _rows[0].Comparison.Options.Tolerance) { Color = ChartColors.Reference },
        ];

    private double Least() => _rows.SelectMany(row => Drawn().Select(method => DistanceOf(row, method))).Min();

    /// <inheritdoc/>
    protected override IEnumerable<IReadOnlyList<string>> Cells() =>
        _rows.Select(row =>
            (IReadOnlyList<string>)
                [
                    $"{Context(row)}",
                    row.Comparison.Verdict.Method is { } method
                        ? BehaviourWording.Of(method)
                        : $"no known method; closest: {BehaviourWording.Of(row.Comparison.Verdict.Closest)}",
                    BehaviourWording.Of(Found(row).Distance),
                    row.Comparison.Verdict.Degree.Least is int degree
                        ? $"{degree}"
                        : $"more than {row.Comparison.Verdict.Degree.Largest}",
                    BehaviourWording.Of(row.Comparison.Loss),
                ]
        );

    /// <summary>What was assumed at every n. What differs from one to the next is what n is.</summary>
    protected override IEnumerable<string> Notes() =>
        _rows
            .Select(row => row.Remarks.AsEnumerable())
            .Aggregate((left, right) => left.Intersect(right))
            .Select(remark => $"Note: {remark}.")
            .Prepend(
                $"A method is named where it leaves at most {BehaviourWording.Number(_rows[0].Comparison.Options.Tolerance)} of the answers' mean square; constants are the best at each n."
            );

    /// <summary>Methods worth a line: those named or closest somewhere, the most frequent first, and what everyone compares with.</summary>
    private IEnumerable<(string Name, string Frame)> Drawn() =>
        _rows
            .SelectMany(row => new[] { Found(row), row.Comparison.Verdict.Closest })
            .GroupBy(candidate => (candidate.Name, candidate.Frame))
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .Union(Usual.Select(name => (name, Comparison.PlainFrame)))
            .Take(MostDrawn);

    private static string Name((string Name, string Frame) method) => BehaviourWording.Name(method.Name, method.Frame);

    /// <summary>Where a method has several numbers of steps, the one with the least distance.</summary>
    private static double DistanceOf(BehaviourReport row, (string Name, string Frame) method) =>
        row.Comparison.Candidates.FirstOrDefault(candidate => (candidate.Name, candidate.Frame) == method)
            is Candidate best
            ? Math.Max(best.Distance.Value, Floor)
            : double.NaN;

    private static Candidate Found(BehaviourReport row) =>
        row.Comparison.Verdict.Method ?? row.Comparison.Verdict.Closest;

    private static int Context(BehaviourReport row) => row.Comparison.Probe.Context;

    /// <inheritdoc/>
    protected override string ToCsv()
    {
        StringBuilder csv = new(
            "context,named,method,preconditioner,constants,distance,standard_error,gradients,loss,loss_standard_error\n"
        );
        foreach (BehaviourReport row in _rows)
        {
            Comparison comparison = row.Comparison;
            Candidate found = Found(row);
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{Context(row)},{(comparison.Verdict.Method is null ? "false" : "true")},{found.Name},{found.Frame},\"{BehaviourWording.Constants(found)}\",{found.Distance.Value:R},{found.Distance.StandardError:R},{comparison.Verdict.Degree.Least},{comparison.Loss.Value:R},{comparison.Loss.StandardError:R}\n"
            );
        }

        return csv.ToString();
    }

    /// <inheritdoc/>
    protected override string ToJson() =>
        JsonNumbers.Text(json =>
        {
            json.WriteString("law", _rows[0].Law);
            json.WriteArray("rows", _rows, BehaviourJson.Write);
        });
}
