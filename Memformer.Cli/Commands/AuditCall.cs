using System.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;
using Memformer.Theory.Methods;

namespace Memformer.Cli.Commands;

/// <summary>One call of <c>memformer audit</c>: the command line, and the options that all its audits have in common.</summary>
/// <param name="Parsed">The command line.</param>
/// <param name="Reading">How files are read.</param>
/// <param name="Networks">How networks are audited.</param>
/// <param name="Report">Where the report goes.</param>
/// <param name="Against">The method that the network is compared with; null where there is none.</param>
internal sealed record AuditCall(
    ParseResult Parsed,
    ReadingOptions Reading,
    NetworkOptions Networks,
    ReportOptions Report,
    LinearMethod? Against
)
{
    /// <summary>The format of the report.</summary>
    public string Format { get; } = Report.FormatOf(Parsed);

    /// <summary>Where the call says how far it is.</summary>
    public TextWriter Messages => Parsed.InvocationConfiguration.Error;

    /// <summary>The network in a file, for prompts of the length that the command line says.</summary>
    public Checkpoint Read(ModelFile file) => Reading.Read(Parsed, file, Networks.Context(Parsed));

    /// <summary>The law that a network is judged on.</summary>
    public ChosenLaw LawOf(Checkpoint checkpoint) => Networks.LawOf(Parsed, checkpoint);

    /// <summary>A line that counts.</summary>
    public CountLine Count(int total) => new(total, Messages);

    /// <summary>Writes the report.</summary>
    public void Write(string text, Origin origin) => Report.Write(Parsed, text, origin);

    /// <summary>Refuses to compare several networks with a method.</summary>
    /// <param name="found">What there is instead of one network.</param>
    /// <exception cref="UsageException">A comparison was asked for.</exception>
    public void RefuseAgainst(string found)
    {
        if (Against is not null)
        {
            throw new UsageException($"--against asks about one network, {found}");
        }
    }
}
