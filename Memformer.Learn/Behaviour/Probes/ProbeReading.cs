using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Learn.Behaviour.Probes;

/// <summary>Rows of a file back to questions that share their prompts: equal neighbours are one prompt.</summary>
internal sealed class ProbeReading(string path, ProbeDesign design, IReadOnlyDictionary<string, Tensor> arrays)
{
    private readonly int _covariateCount = design.Context * design.Dimension;

    public Probe Read()
    {
        List<ProbePrompt> prompts = [];
        List<ProbeRow> rows = [];
        int last = -1;
        double[] Column(string name) => arrays[name].Values;
        (double[] truth, double[] group, double[] role, double[] task, double[] pair) = (
            Column("answer"),
            Column("group"),
            Column("role"),
            Column("task"),
            Column("pair")
        );
        for (int row = 0; row < truth.Length; row++)
        {
            Check("group", group[row], design.Contexts, row);
            Check("role", role[row], Enum.GetValues<ProbeRole>().Length, row);
            Check("task", task[row], design.Tasks, row);
            Check("pair", pair[row], truth.Length, row);
            if (last < 0 || !Same(last, row))
            {
                prompts.Add(new ProbePrompt(Covariates(row).ToArray(), Answers(row).ToArray()));
                last = row;
            }

            rows.Add(
                new ProbeRow(
                    prompts.Count - 1,
                    Slice("query", row, design.Dimension).ToArray(),
                    truth[row],
                    (int)group[row],
                    (ProbeRole)(int)role[row],
                    (int)task[row],
                    (int)pair[row]
                )
            );
        }

        double[][] pool = arrays.TryGetValue("pool", out Tensor? tasks)
            ? [.. tasks.Values.Chunk(design.Dimension)]
            : [];
        return new Probe(design, prompts, rows, pool);
    }

    private void Check(string name, double value, int end, int row)
    {
        if (!(value >= 0 && value < end && double.IsInteger(value)))
        {
            throw new InvalidInputException(
                path,
                $"array '{name}', row {row}: {value}, allowed: whole numbers from 0 to {end - 1}"
            );
        }
    }

    private bool Same(int left, int right) =>
        Covariates(left).SequenceEqual(Covariates(right)) && Answers(left).SequenceEqual(Answers(right));

    private ReadOnlySpan<double> Covariates(int row) => Slice("X", row, _covariateCount);

    private ReadOnlySpan<double> Answers(int row) => Slice("y", row, design.Context);

    private ReadOnlySpan<double> Slice(string name, int row, int length) =>
        arrays[name].Values.AsSpan(row * length, length);
}
