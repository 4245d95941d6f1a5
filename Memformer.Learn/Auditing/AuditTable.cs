using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Theory;

namespace Memformer.Learn.Auditing;

/// <summary>One row of a table of audits: a network and what was found, or why there is nothing.</summary>
/// <param name="Name">What the row is called: a file, or a number of repetitions.</param>
/// <param name="Checkpoint">The network; null if it could not be read.</param>
/// <param name="Audit">What was found; null if it could not be read.</param>
/// <param name="Failure">Why it could not be read, in one line; null if it could.</param>
public sealed record AuditRow(string Name, Checkpoint? Checkpoint, Audit? Audit, string? Failure);

/// <summary>The audits of several networks that have nothing to do with one another, in the order of their names.</summary>
/// <param name="Rows">One for each network that was asked for.</param>
public sealed record AuditTable(IReadOnlyList<AuditRow> Rows)
{
    /// <summary>Whether every network could be read.</summary>
    public bool IsComplete => Rows.All(row => row.Failure is null);

    /// <summary>Audits networks side by side. One that cannot be read makes a row that says why, and stops no other.</summary>
    /// <param name="names">What the rows are called.</param>
    /// <param name="read">Reads the network of a name; called from several threads.</param>
    /// <param name="options">How each is audited.</param>
    /// <param name="progress">Told how many rows are done.</param>
    /// <param name="stop">Ends the work.</param>
    public static AuditTable Of(
        IReadOnlyList<string> names,
        Func<string, Checkpoint> read,
        Func<Checkpoint, AuditOptions> options,
        IProgress<int> progress,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(progress);
        int done = 0;
        return new AuditTable([
            .. names
                .AsParallel()
                .AsOrdered()
                .WithCancellation(stop)
                .Select(name =>
                {
                    AuditRow row = Row(name, read, options);
                    progress.Report(Interlocked.Increment(ref done));
                    return row;
                }),
        ]);
    }

    private static AuditRow Row(string name, Func<string, Checkpoint> read, Func<Checkpoint, AuditOptions> options)
    {
        try
        {
            Checkpoint checkpoint = read(name);
            Audit audit = Audit.Of(checkpoint.Weights, options(checkpoint));
            ReadingDoubt.Check(audit, checkpoint);
            return new AuditRow(name, checkpoint, audit, null);
        }
        // A file may vanish while the table is made.
        catch (Exception failure) when (failure is MemformerException or IOException or UnauthorizedAccessException)
        {
            return new AuditRow(name, null, null, failure.Message);
        }
    }
}
