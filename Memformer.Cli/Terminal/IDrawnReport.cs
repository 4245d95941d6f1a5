using Memformer.Cli.Charts;

namespace Memformer.Cli.Terminal;

/// <summary>A report in several formats of text, and as a figure.</summary>
internal interface IDrawnReport
{
    /// <summary>The figure.</summary>
    Chart Figure { get; }

    /// <summary>The report as text of a format.</summary>
    string As(string format);
}
