namespace Memformer.Learn.Files;

/// <summary>Numbers of things in running text.</summary>
public static class Counted
{
    /// <summary>Such as <c>1 layer</c> and <c>3 layers</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="several">What several are called; as one with an s unless given.</param>
    public static string Of(int count, string one, string? several = null) =>
        $"{count} {(count == 1 ? one : (several ?? $"{one}s"))}";
}
