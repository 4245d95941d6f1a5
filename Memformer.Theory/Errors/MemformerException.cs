namespace Memformer.Theory;

/// <summary>
/// A failure that its message explains in one line: what was found, where, and what is allowed. Its kind says what is at fault;
/// any other exception is a defect of the program.
/// </summary>
public abstract class MemformerException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">
    /// One line: the file, place or option, the value, and what is allowed. What it quotes may be a stranger's; it is brought
    /// into one line without control characters.
    /// </param>
    /// <param name="inner">The failure that caused it, if any.</param>
    protected MemformerException(string message, Exception? inner = null)
        : base(OneLine(message), inner) { }

    /// <summary>
    /// Whether the message says only what cannot be, and whoever asked for it knows the place: the command line, a line of a
    /// file. A file that cannot be read, or something that the machine lacks, is told by itself.
    /// </summary>
    internal bool IsWithoutOrigin => this is not (InvalidInputException or MissingCapabilityException);

    private static string OneLine(string message) =>
        Printable.Line(string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
