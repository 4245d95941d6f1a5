using System.Text;

namespace Memformer.Learn.Training.Runs;

/// <summary>Writes a run's metrics: lines of <c>metrics.jsonl</c>, and the same numbers for TensorBoard.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly StreamWriter _lines;
    private readonly EventFile _events;

    public RunLog(RunFolder folder)
    {
        _lines = new StreamWriter(folder.Metrics, append: true, new UTF8Encoding(false)) { NewLine = "\n" };
        _events = new EventFile(folder.Events);
    }

    public void Write(MetricsLine line)
    {
        _lines.WriteLine(line.ToJson());
        _lines.Flush();
        _events.Write("loss/training", line.TrainingLoss, line.Step);
        _events.Write("loss/fresh prompts", line.Loss, line.Step);
        _events.Write("rate", line.Rate, line.Step);
        if (line.Distance is { } distance)
        {
            _events.Write("distance to the optimum", distance, line.Step);
        }
    }

    /// <summary>Puts what was written on the disk, before a checkpoint relies on it.</summary>
    public void Flush()
    {
        _lines.Flush();
        ((FileStream)_lines.BaseStream).Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _events.Dispose();
    }
}
