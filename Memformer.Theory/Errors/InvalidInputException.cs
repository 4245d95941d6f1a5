namespace Memformer.Theory;

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

    /// <summary>Does what a file asks for; the message of a refusal then begins with the file and the place in it.</summary>
    /// <param name="file">The file's path as the user gave it.</param>
    /// <param name="place">The place in the file; null for the file as a whole.</param>
    /// <param name="action">What the file asks for.</param>
    /// <exception cref="InvalidInputException">It cannot be done.</exception>
    public static T In<T>(string file, string? place, Func<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            return action();
        }
        catch (MemformerException failure) when (failure.IsWithoutOrigin)
        {
            throw new InvalidInputException(
                file,
                place is null ? failure.Message : $"{place}: {failure.Message}",
                failure
            );
        }
    }
}
