using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Methods;

/// <summary>
/// A linear first-order method: from w_0 = 0, its points and answers are fixed combinations of the gradients taken so far
/// (Dutta &amp; Sra, arXiv:2410.07263, who ask that they be w_0 minus such combinations, for every w_0). It is defined by a text in the method language, by code that computes with
/// <see cref="SymbolicIterate"/>, or by a table of coefficients. Immutable and safe to share between threads.
/// </summary>
public sealed class LinearMethod
{
    private static readonly Dictionary<Symbol, Rational> NoValues = [];
    private readonly MethodDefinition _definition;

    private LinearMethod(string name, MethodDefinition definition) => (Name, _definition) = (name, definition);

    /// <summary>The name: lower-case words joined by hyphens, as in <c>heavy-ball</c>.</summary>
    public string Name { get; }

    /// <summary>The title; empty when there is none.</summary>
    public string Title { get; private init; } = "";

    /// <summary>Where the method comes from: the comment before the header; empty when there is none.</summary>
    public string Source { get; private init; } = "";

    /// <summary>What the method does: the comment after the header; empty when there is none.</summary>
    public string Description { get; private init; } = "";

    /// <summary>The parameters, in the order in which they are declared.</summary>
    public IReadOnlyList<MethodParameter> Parameters { get; private init; } = [];

    /// <summary>The syntax tree of the method's text; null where it is defined by code or a table.</summary>
    public MethodText? Text { get; private init; }

    /// <summary>What its text states about its worst case (`# Rate: …`).</summary>
    public IReadOnlyList<Guarantee> Guarantees { get; private init; } = [];

    /// <summary>The statements that define its numbers and letters.</summary>
    internal IReadOnlyList<string> Definitions { get; private init; } = [];

    /// <summary>Reads a method's text.</summary>
    /// <param name="text">The text, at most <see cref="MethodAnalysis.MaximalLength"/> characters.</param>
    /// <param name="fileName">The name to use in messages.</param>
    /// <exception cref="MethodSyntaxException">The text cannot be read.</exception>
    public static LinearMethod Parse(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        var analysis = MethodAnalysis.Of(text, fileName);
        return new LinearMethod(analysis.Header.Name, new TextDefinition(analysis))
        {
            Title = analysis.Header.Title,
            Source = analysis.Reference,
            Description = analysis.Description,
            Parameters = analysis.Parameters,
            Text = analysis.Text,
            Guarantees = analysis.Guarantees,
            Definitions = analysis.Definitions,
        };
    }

    /// <summary>Reads a method's file by the extension of its name: <c>.csv</c> and <c>.json</c> hold a table of scalar
    /// coefficients, row l with c_{l,0} … c_{l,l}; any other file is a text in the method language.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="extension">The extension to go by where it is not the name's own.</param>
    /// <exception cref="InvalidInputException">The content cannot be read.</exception>
    public static LinearMethod Read(string text, string fileName, string? extension = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = CoefficientTable.NameOf(fileName);
        return (extension ?? Path.GetExtension(fileName)).ToUpperInvariant() switch
        {
            ".CSV" => FromCoefficients(name, CoefficientTable.ReadCsv(text, fileName)),
            ".JSON" => FromCoefficients(name, CoefficientTable.ReadJson(text, fileName)),
            _ => Parse(text, fileName),
        };
    }

    /// <summary>A method defined by code: from w_0, the answers after 1, 2, … steps.</summary>
    /// <param name="name">The name.</param>
    /// <param name="iterates">Given w_0, the sequence of answers; a network has one layer for each gradient
    /// that they need.</param>
    /// <example>Gradient descent, with <c>eta</c> a <see cref="RationalFunction"/>:
    /// <code>
    /// static IEnumerable&lt;SymbolicIterate&gt; Descend(SymbolicIterate w)
    /// {
    ///     while (true)
    ///     {
    ///         yield return w -= eta * w.Gradient();
    ///     }
    /// }
    /// </code>
    /// </example>
    public static LinearMethod FromIterates(
        string name,
        Func<SymbolicIterate, IEnumerable<SymbolicIterate>> iterates
    ) => new(name, new CodeDefinition(name, iterates));

    /// <summary>The method of a given canonical form: w_{l+1} = w_l − Σ_j C_{l,j} ∇f(w_j).</summary>
    /// <param name="name">The name.</param>
    /// <param name="coefficients">The form; the method has as many steps as it has rows.</param>
    public static LinearMethod FromCoefficients(string name, CanonicalForm coefficients) =>
        new(name, new TableDefinition(name, coefficients));

    /// <summary>The method of a given table of scalar coefficients: w_{l+1} = w_l − Σ_j c_{l,j} ∇f(w_j).</summary>
    /// <param name="name">The name.</param>
    /// <param name="coefficients">c_{l,j}.</param>
    public static LinearMethod FromCoefficients(string name, Triangle<RationalFunction> coefficients) =>
        FromCoefficients(name, CanonicalForm.FromScalars(coefficients));

    /// <summary>Runs the method on symbolic iterates.</summary>
    /// <param name="layers">The number of layers, at least 1: one gradient each.</param>
    /// <param name="values">Values of parameters; <c>eta</c> sets an indexed parameter for every index that has no value
    /// of its own.</param>
    /// <exception cref="UsageException">The number of layers or the name of a value is not possible, or the method ends
    /// earlier.</exception>
    /// <exception cref="DepthException">The layers end inside a step that takes several gradients.</exception>
    /// <exception cref="MethodSyntaxException">The text does not define a linear first-order method, or divides by
    /// zero.</exception>
    /// <exception cref="NotLinearMethodException">The code does not define a linear first-order method.</exception>
    public Unrolling Unroll(int layers, IReadOnlyDictionary<Symbol, Rational>? values = null) =>
        SymbolicWork.Within(() => Unroller(layers, values).Run());

    /// <summary>As <see cref="Unroll"/>, with null where the layers end inside a step that takes several gradients.</summary>
    public Unrolling? TryUnroll(int layers)
    {
        try
        {
            return Unroll(layers);
        }
        catch (DepthException)
        {
            return null;
        }
    }

    /// <summary>The canonical forms at every depth up to a number of layers, from the least: one for each step, since a
    /// step with m gradients takes m layers. Fewer where the method ends earlier.</summary>
    /// <inheritdoc cref="Unroll"/>
    public IReadOnlyList<CanonicalForm> Forms(int layers, IReadOnlyDictionary<Symbol, Rational>? values = null) =>
        SymbolicWork.Within(() => Unroller(layers, values).Forms());

    /// <summary>Values that were set, and for the other parameters the numbers that the text gives them.</summary>
    internal IReadOnlyDictionary<Symbol, Rational> WithGiven(IReadOnlyDictionary<Symbol, Rational>? values)
    {
        var all = new Dictionary<Symbol, Rational>(values ?? NoValues);
        foreach (var parameter in Parameters.Where(parameter => parameter.Kind == ParameterKind.Scalar))
        {
            if (parameter.Given is { } number)
            {
                all.TryAdd(new Symbol(parameter.Name), number);
            }
        }

        return all;
    }

    private Unroller Unroller(int layers, IReadOnlyDictionary<Symbol, Rational>? values) =>
        layers >= 1
            ? new Unroller(this, _definition, layers, WithGiven(values))
            : throw new UsageException($"{layers} layers: a network has at least one");

    /// <summary>The method's text.</summary>
    public override string ToString() => _definition.ToString();
}
