namespace Memformer.Theory;

/// <summary>A request that makes no sense: an unknown name, a size out of range, an option that does not fit.</summary>
public class UsageException : MemformerException
{
    /// <inheritdoc cref="MemformerException(string, Exception)"/>
    public UsageException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>Does what was asked for at a place, which the message of a refusal then begins with.</summary>
    /// <param name="place">The place, such as the name of an option.</param>
    /// <param name="action">What was asked for.</param>
    /// <exception cref="UsageException">It cannot be done.</exception>
    public static T In<T>(string place, Func<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            return action();
        }
        catch (MemformerException failure) when (failure.IsWithoutOrigin)
        {
            throw new UsageException($"{place}: {failure.Message}", failure);
        }
    }
}
