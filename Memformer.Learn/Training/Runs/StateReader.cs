using System.Globalization;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Training.Runs;

/// <summary>Takes numbers out of a state file and refuses those that no run can have.</summary>
/// <param name="file">The state.</param>
internal sealed class StateReader(ModelFile file)
{
    /// <summary>A tensor of that many entries.</summary>
    public double[] Vector(string name, int length)
    {
        double[] values = file.Find(name)?.Values ?? throw file.Invalid($"has no tensor {name}");
        return values.Length == length
            ? values
            : throw file.Invalid($"tensor {name} has {values.Length} entries, expected {length}");
    }

    /// <summary>A tensor of that many finite entries.</summary>
    public double[] Finite(string name, int length)
    {
        double[] values = Vector(name, length);
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        return bad < 0 ? values : throw Refusal(name, values[bad], "a finite number");
    }

    /// <summary>A count from 0 to the most that there can be.</summary>
    public long Whole(string name, double value, double most) =>
        value >= 0 && value <= most && value == Math.Floor(value)
            ? (long)value
            : throw Refusal(name, value, "a whole number, at least 0");

    /// <summary>A number above 0 and up to 1.</summary>
    public double Share(string name, double value) =>
        value is > 0 and <= 1 ? value : throw Refusal(name, value, "a number above 0, up to 1");

    private Memformer.Theory.InvalidInputException Refusal(string name, double value, string expected) =>
        file.Invalid(string.Create(CultureInfo.InvariantCulture, $"tensor {name} holds {value}, expected {expected}"));
}
