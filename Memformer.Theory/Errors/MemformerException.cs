namespace Memformer.Theory;

/// <summary>
/// A failure that its message explains in one line: what was found, where, and what is allowed. Everything a user
/// can cause is one of the three kinds below; any other exception is a defect of the program.
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

    private static string OneLine(string message) =>
        Printable.Line(string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}

/// <summary>A request that makes no sense: an unknown name, a size out of range, an option that does not fit.</summary>
public class UsageException : MemformerException
{
    /// <inheritdoc cref="MemformerException(string, Exception)"/>
    public UsageException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>A file that cannot be read, or does not say what it must.</summary>
public class InvalidInputException : MemformerException
{
    /// <summary>Creates the failure with a message of the form <c>file: place: problem</c>.</summary>
    /// <param name="file">The file's path as the user gave it.</param>
    /// <param name="problem">The place in the file, what is there, and what is allowed.</param>
    /// <param name="inner">The failure that caused it, if any.</param>
    public InvalidInputException(string file, string problem, Exception? inner = null)
        : base($"{Printable.Line(file)}: {problem}", inner) => File = file;

    /// <summary>The file's path as the user gave it.</summary>
    public string File { get; }
}

/// <summary>Something this machine lacks: a device, a native library, space on the disk.</summary>
public class MissingCapabilityException : MemformerException
{
    /// <inheritdoc cref="MemformerException(string, Exception)"/>
    public MissingCapabilityException(string message, Exception? inner = null)
        : base(message, inner) { }
}
