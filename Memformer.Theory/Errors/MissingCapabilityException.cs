namespace Memformer.Theory;

/// <summary>Something this machine lacks: a device, a native library, space on the disk.</summary>
public class MissingCapabilityException : MemformerException
{
    /// <inheritdoc cref="MemformerException(string, Exception)"/>
    public MissingCapabilityException(string message, Exception? inner = null)
        : base(message, inner) { }
}
