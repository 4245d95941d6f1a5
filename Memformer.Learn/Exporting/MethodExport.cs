using Memformer.Theory;

namespace Memformer.Learn.Exporting;

/// <summary>A language in which a learned method can be written down.</summary>
public abstract class MethodExport
{
    private protected MethodExport(string name, string extension) => (Name, Extension) = (name, extension);

    /// <summary>All languages.</summary>
    public static IReadOnlyList<MethodExport> All { get; } =
    [new MethodLanguageExport(), new LatexExport(), new CSharpExport(), new PythonExport()];

    /// <summary>The name on the command line, such as <c>python</c>.</summary>
    public string Name { get; }

    /// <summary>The extension of its files, such as <c>.py</c>.</summary>
    public string Extension { get; }

    /// <summary>The language of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static MethodExport Find(string name) =>
        All.FirstOrDefault(export => export.Name == name)
        ?? throw new UsageException(
            $"format '{name}': allowed are {string.Join(", ", All.Select(export => export.Name))}"
        );

    /// <summary>The method as text.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">What to call it, and how closely to follow the network.</param>
    public abstract string Write(LearnedMethod method, ExportOptions options);
}

/// <summary>How a learned method is written down.</summary>
/// <param name="Name">The method's name: lower-case words joined by hyphens.</param>
/// <param name="Origin">Where it was learned, for the first comment.</param>
public sealed record ExportOptions(string Name, string Origin)
{
    /// <summary>
    /// The relative deviation up to which the matrices of a text for people (the method language, LaTeX) are written as
    /// multiples of the identity, or of one matrix for each gradient. Source code always follows the network.
    /// </summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>Σ, d×d, of the covariates the network was trained on, where it is known: the method is made for them.</summary>
    public double[,]? Covariance { get; init; }
}
