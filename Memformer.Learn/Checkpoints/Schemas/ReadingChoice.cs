namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>What the user says about a network that its file does not.</summary>
public sealed record ReadingChoice
{
    /// <summary>The schema or built-in layout, one of <see cref="Checkpoint.SchemaNames"/>; null to recognise it.</summary>
    public string? Schema { get; init; }

    /// <summary>A file that maps the layout; null to take one of the program's own.</summary>
    public string? Map { get; init; }

    /// <summary>n, for layouts whose steps depend on it and do not record it.</summary>
    public int? Context { get; init; }

    /// <summary>How often the layers of the file are used.</summary>
    public int Repeat { get; init; } = 1;
}
