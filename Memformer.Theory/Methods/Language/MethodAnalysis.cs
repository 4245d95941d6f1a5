using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>
/// What a method's text declares: its header, parameters, algebraic letters, sequences and output, with every name
/// resolved. That the method is linear and of first order shows when it is run.
/// </summary>
public sealed class MethodAnalysis
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaximalLength = 1 << 20;

    private readonly Dictionary<string, MethodParameter> _parameters = [];
    private readonly Dictionary<string, Sequence> _sequences = [];
    private readonly Dictionary<string, AlgebraicStatement> _relations = [];
    private readonly HashSet<string> _vectors;

    private MethodAnalysis(SourceText source, MethodText text)
    {
        Source = source;
        Text = text;
        Header = text.Statements.FirstOrDefault() is HeaderStatement header
            ? header
            : throw source.Error(
                text.Statements.FirstOrDefault()?.Position ?? source.End,
                "the header is missing",
                "`method NAME \"title\"` before all other statements"
            );
        foreach (var statement in text.Statements.Skip(1))
        {
            Declare(statement);
        }

        _vectors = Vectors();
        Output = text.Statements.OfType<OutputStatement>().FirstOrDefault() ?? DefaultOutput();
        new NameCheck(this).Run();
    }

    internal SourceText Source { get; }

    internal MethodText Text { get; }

    internal HeaderStatement Header { get; }

    internal OutputStatement Output { get; }

    internal IReadOnlyList<MethodParameter> Parameters => [.. _parameters.Values];

    internal IReadOnlyDictionary<string, Sequence> Sequences => _sequences;

    internal IReadOnlyDictionary<string, AlgebraicStatement> Relations => _relations;

    /// <summary>The comment before the header.</summary>
    internal string Reference => Comments(Text.Lines.TakeWhile(line => line.Statement is null));

    /// <summary>The comment right after the header.</summary>
    internal string Description =>
        Comments(
            Text.Lines.SkipWhile(line => line.Statement is null).Skip(1).TakeWhile(line => line.Statement is null)
        );

    /// <summary>Reads and resolves a text.</summary>
    /// <exception cref="MethodSyntaxException">It cannot be read.</exception>
    internal static MethodAnalysis Of(string text, string fileName)
    {
        var source = new SourceText(fileName, text);
        return text.Length <= MaximalLength
            ? new MethodAnalysis(source, MethodParser.Parse(source))
            : throw source.Error(
                new SourcePosition(1, 1),
                $"the text has {text.Length} characters; a method's text has at most {MaximalLength}"
            );
    }

    /// <summary>The definitions of numbers and letters, as statements.</summary>
    internal IReadOnlyList<string> Definitions =>
        [
            .. Text
                .Statements.Where(statement =>
                    statement is AlgebraicStatement
                    || (statement is EquationStatement equation && !IsVector(NameOf(equation.Left)))
                )
                .Select(statement => MethodPrinter.Print(new MethodText([new TextLine(statement, null)])).TrimEnd()),
        ];

    /// <summary>The guarantees that comments state.</summary>
    /// <exception cref="MethodSyntaxException">A comment that begins as one is not written as one.</exception>
    internal IReadOnlyList<Guarantee> Guarantees =>
        [
            .. Text
                .Lines.Select(line => line.Comment?.Trim() ?? "")
                .Where(Guarantee.IsMeant)
                .Select(comment =>
                    Guarantee.Read(comment)
                    ?? throw Source.Error(Source.PlaceOf(comment), "a guarantee that cannot be read", Guarantee.Form)
                ),
        ];

    internal MethodParameter? Parameter(string name) => _parameters.GetValueOrDefault(name);

    /// <summary>Whether a name is a parameter, an algebraic letter or a sequence.</summary>
    internal bool Declares(string name) =>
        _parameters.ContainsKey(name) || _relations.ContainsKey(name) || _sequences.ContainsKey(name);

    /// <summary>Whether a sequence is one of iterates, which start at w_0 unless stated otherwise.</summary>
    internal bool IsVector(string name) => _vectors.Contains(name);

    private void Declare(Statement statement)
    {
        switch (statement)
        {
            case ParametersStatement declared:
                foreach (var declaration in declared.Declarations)
                {
                    CheckNew(declaration.Name, declaration.Position);
                    _parameters.Add(declaration.Name, ParameterReader.Read(declaration, Source));
                }

                break;
            case AlgebraicStatement algebraic:
                CheckNew(NameOf(algebraic.Letter), algebraic.Letter.Position);
                _relations.Add(NameOf(algebraic.Letter), algebraic);
                break;
            case EquationStatement equation:
                Define(equation);
                break;
            case OutputStatement when Text.Statements.OfType<OutputStatement>().First() != statement:
                throw Source.Error(statement.Position, "a second output; a method has one");
            case HeaderStatement:
                throw Source.Error(statement.Position, "a second header; a file holds one method");
            default:
                break;
        }
    }

    private void Define(EquationStatement equation)
    {
        var name = NameOf(equation.Left);
        if (_parameters.ContainsKey(name) || name == IndexForm.K)
        {
            var what = name == IndexForm.K ? "the index of the step" : "a parameter";
            throw Source.Error(equation.Position, $"{name} is {what} and cannot be defined by an equation");
        }

        if (!_sequences.TryGetValue(name, out var sequence))
        {
            _sequences.Add(name, sequence = new Sequence(name));
        }

        if (!sequence.TryAdd(equation, out var problem))
        {
            throw Source.Error(equation.Position, problem);
        }
    }

    private void CheckNew(string name, SourcePosition position)
    {
        if (name == IndexForm.K)
        {
            throw Source.Error(position, $"{name} is the index of the step; choose another name");
        }

        if (Declares(name))
        {
            throw Source.Error(position, $"{name} is already declared");
        }
    }

    /// <summary>The names whose equations contain a gradient or another such name.</summary>
    private HashSet<string> Vectors()
    {
        var found = new HashSet<string>();
        bool IsNew(Sequence sequence) =>
            !found.Contains(sequence.Name)
            && sequence
                .Equations.SelectMany(equation => equation.Right.Parts())
                .Any(part =>
                    part is GradientExpression
                    || (part is IndexedExpression indexed && found.Contains(indexed.Name))
                    || (part is NameExpression name && found.Contains(name.Name))
                );
        while (_sequences.Values.FirstOrDefault(IsNew) is { } sequence)
        {
            found.Add(sequence.Name);
        }

        return found;
    }

    private OutputStatement DefaultOutput()
    {
        const string w = "w";
        if (_sequences.TryGetValue(w, out var sequence) && sequence.Constant is null)
        {
            var end = Source.End;
            return new OutputStatement(new IndexedExpression(w, [new NameExpression(IndexForm.K, end)], end), end);
        }

        throw Source.Error(Source.End, "no sequence is called w, so the answer must be stated", "`output s[k]`");
    }

    internal static string NameOf(Expression reference) =>
        reference is IndexedExpression indexed ? indexed.Name : ((NameExpression)reference).Name;

    private static string Comments(IEnumerable<TextLine> lines) =>
        string.Join(
            ' ',
            lines
                .Select(line => line.Comment ?? "")
                .Where(comment => comment.Length > 0 && !Guarantee.IsMeant(comment.Trim()))
        );
}
