using System.Text;
using Memformer.Learn.Training.Runs;
using TorchSharp;

namespace Memformer.Learn.Torch;

/// <summary>Writes a run's metrics: lines of <c>metrics.jsonl</c>, and the same numbers for TensorBoard.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly StreamWriter _lines;
    private readonly TorchSharp.Modules.SummaryWriter _events;

    public RunLog(RunFolder folder)
    {
        _lines = new StreamWriter(folder.Metrics, append: true, new UTF8Encoding(false)) { NewLine = "\n" };
        _events = torch.utils.tensorboard.SummaryWriter(folder.Events);
    }

    public void Write(MetricsLine line)
    {
        _lines.WriteLine(line.ToJson());
        _lines.Flush();
        int step = (int)Math.Min(line.Step, int.MaxValue);
        _events.add_scalar("loss/training", (float)line.TrainingLoss, step);
        _events.add_scalar("loss/fresh prompts", (float)line.Loss, step);
        _events.add_scalar("rate", (float)line.Rate, step);
        if (line.Distance is { } distance)
        {
            _events.add_scalar("distance to the optimum", (float)distance, step);
        }
    }

    /// <summary>Puts what was written on the disk, before a checkpoint relies on it.</summary>
    public void Flush()
    {
        _lines.Flush();
        ((FileStream)_lines.BaseStream).Flush(flushToDisk: true);
    }

    public void Dispose() => _lines.Dispose();
}
