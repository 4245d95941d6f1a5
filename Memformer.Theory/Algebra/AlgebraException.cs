namespace Memformer.Theory.Algebra;

/// <summary>
/// What algebra has no answer to, by its mathematical reason: shapes that do not fit, a division by zero, a result too large to
/// be written out. Whether a file, an option or code is at fault only the caller knows.
/// </summary>
public abstract class AlgebraException : MemformerException
{
    private protected AlgebraException(string message)
        : base(message) { }
}
