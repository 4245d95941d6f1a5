using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace Memformer.Theory.Methods.Language;

/// <summary>The grammar of the method language.</summary>
/// <remarks>
/// <code>
/// line        = [statement] [comment]
/// statement   = "method" name {"-" name} [title]
///             | "parameters" parameter {"," parameter}
///             | "algebraic" reference "^" "2" "=" expression
///             | "output" expression
///             | reference "=" expression ["when" expression relation expression]
/// parameter   = name ["[" name ["," name] "]"] [":" name] [("~" | "=") expression]
/// expression  = term {("+" | "-") term}
/// term        = factor {("*" | "/" | "mod") factor}
/// factor      = "-" power | power
/// power       = atom ["^" ["-"] atom]
/// atom        = number | reference | "(" expression ")" | "grad" "(" expression ")"
///             | "sqrt" "(" expression ")" | "transpose" "(" expression ")"
///             | "sum" "(" expression "for" name "=" expression ".." expression ")"
/// reference   = name ["[" expression ["," expression] "]"]
/// </code>
/// </remarks>
internal static class MethodParser
{
    private static readonly TokenListParser<MethodToken, Expression> Any = Superpower.Parse.Ref(() => Sum!);

    private static readonly TokenListParser<MethodToken, Expression> Number = Token
        .EqualTo(MethodToken.Number)
        .Select(token => (Expression)new NumberExpression(token.ToStringValue(), At(token)));

    private static readonly TokenListParser<MethodToken, Expression> Reference =
        from name in Token.EqualTo(MethodToken.Name)
        from indices in Any.AtLeastOnceDelimitedBy(Token.EqualTo(MethodToken.Comma))
            .Between(Token.EqualTo(MethodToken.LeftBracket), Token.EqualTo(MethodToken.RightBracket))
            .OptionalOrDefault([])
        select indices.Length == 0
            ? (Expression)new NameExpression(name.ToStringValue(), At(name))
            : new IndexedExpression(name.ToStringValue(), indices, At(name));

    private static readonly TokenListParser<MethodToken, Expression> Group =
        from open in Token.EqualTo(MethodToken.LeftParenthesis)
        from inner in Any
        from close in Token.EqualTo(MethodToken.RightParenthesis)
        select (Expression)new GroupExpression(inner, At(open));

    private static readonly TokenListParser<MethodToken, Expression> SumOverRange =
        from word in Token.EqualTo(MethodToken.Sum)
        from open in Token.EqualTo(MethodToken.LeftParenthesis)
        from term in Any
        from over in Token.EqualTo(MethodToken.For)
        from variable in Token.EqualTo(MethodToken.Name)
        from equal in Token.EqualTo(MethodToken.Equal)
        from first in Any
        from range in Token.EqualTo(MethodToken.Range)
        from last in Any
        from close in Token.EqualTo(MethodToken.RightParenthesis)
        select (Expression)new SumExpression(term, variable.ToStringValue(), first, last, At(word));

    private static readonly TokenListParser<MethodToken, Expression> Atom = Number
        .Or(Reference)
        .Or(Group)
        .Or(Function(MethodToken.Gradient, (inner, at) => new GradientExpression(inner, at)))
        .Or(Function(MethodToken.Root, (inner, at) => new RootExpression(inner, at)))
        .Or(Function(MethodToken.Transpose, (inner, at) => new TransposeExpression(inner, at)))
        .Or(SumOverRange)
        .Named("an expression");

    private static readonly TokenListParser<MethodToken, Expression> Power =
        from @base in Atom
        from raise in (
            from caret in Token.EqualTo(MethodToken.Caret)
            from exponent in Signed(Atom)
            select (Func<Expression, Expression>)(
                inner => new BinaryExpression(BinaryOperator.Power, inner, exponent, At(caret))
            )
        ).OptionalOrDefault(inner => inner)
        select raise(@base);

    private static readonly TokenListParser<MethodToken, Expression> Product = Chained(
        Signed(Power),
        Operator(MethodToken.Times, BinaryOperator.Multiply)
            .Or(Operator(MethodToken.Slash, BinaryOperator.Divide))
            .Or(Operator(MethodToken.Modulo, BinaryOperator.Modulo))
    );

    private static readonly TokenListParser<MethodToken, Expression> Sum = Chained(
        Product,
        Operator(MethodToken.Plus, BinaryOperator.Add).Or(Operator(MethodToken.Minus, BinaryOperator.Subtract))
    );

    private static readonly TokenListParser<MethodToken, Statement> Header =
        from word in Token.EqualTo(MethodToken.Method)
        from name in Token
            .Matching<MethodToken>(IsWord, "a name")
            .AtLeastOnceDelimitedBy(Token.EqualTo(MethodToken.Minus))
        from title in Token.EqualTo(MethodToken.Title).Select(token => token.ToStringValue()).OptionalOrDefault("")
        select (Statement)
            new HeaderStatement(string.Join('-', name.Select(part => part.ToStringValue())), title.Trim('"'), At(word));

    private static readonly TokenListParser<MethodToken, string> ParameterValue = Token
        .EqualTo(MethodToken.Tilde)
        .Or(Token.EqualTo(MethodToken.Equal))
        .Then(mark => Any.Select(value => mark.ToStringValue() + MethodPrinter.Print(value)));

    private static readonly TokenListParser<MethodToken, ParameterDeclaration> Parameter =
        from name in Token.EqualTo(MethodToken.Name)
        from indices in Token
            .EqualTo(MethodToken.Name)
            .AtLeastOnceDelimitedBy(Token.EqualTo(MethodToken.Comma))
            .Between(Token.EqualTo(MethodToken.LeftBracket), Token.EqualTo(MethodToken.RightBracket))
            .OptionalOrDefault([])
        from kind in Token
            .EqualTo(MethodToken.Colon)
            .IgnoreThen(Token.EqualTo(MethodToken.Name))
            .Select(token => token.ToStringValue())
            .OptionalOrDefault("")
        from isNonnegative in Token
            .EqualTo(MethodToken.GreaterOrEqual)
            .IgnoreThen(Token.EqualToValue(MethodToken.Number, "0"))
            .Select(_ => true)
            .OptionalOrDefault(false)
        from value in ParameterValue.OptionalOrDefault("")
        select new ParameterDeclaration(
            name.ToStringValue(),
            [.. indices.Select(index => index.ToStringValue())],
            kind,
            isNonnegative,
            value,
            At(name)
        );

    private static readonly TokenListParser<MethodToken, Statement> Parameters =
        from word in Token.EqualTo(MethodToken.Parameters)
        from declarations in Parameter.AtLeastOnceDelimitedBy(Token.EqualTo(MethodToken.Comma))
        select (Statement)new ParametersStatement(declarations, At(word));

    private static readonly TokenListParser<MethodToken, Statement> Algebraic =
        from word in Token.EqualTo(MethodToken.Algebraic)
        from letter in Reference
        from caret in Token.EqualTo(MethodToken.Caret)
        from two in Token.EqualToValue(MethodToken.Number, "2")
        from equal in Token.EqualTo(MethodToken.Equal)
        from square in Any
        select (Statement)new AlgebraicStatement(letter, square, At(word));

    private static readonly TokenListParser<MethodToken, Statement> Output =
        from word in Token.EqualTo(MethodToken.Output)
        from value in Any
        select (Statement)new OutputStatement(value, At(word));

    private static readonly TokenListParser<MethodToken, Condition> When =
        from word in Token.EqualTo(MethodToken.When)
        from left in Any
        from relation in Token
            .EqualTo(MethodToken.Equal)
            .Or(Token.EqualTo(MethodToken.NotEqual))
            .Or(Token.EqualTo(MethodToken.Less))
            .Or(Token.EqualTo(MethodToken.LessOrEqual))
            .Or(Token.EqualTo(MethodToken.Greater))
            .Or(Token.EqualTo(MethodToken.GreaterOrEqual))
            .Named("a comparison")
        from right in Any
        select new Condition(left, relation.ToStringValue(), right);

    private static readonly TokenListParser<MethodToken, Statement> Equation =
        from left in Reference
        from equal in Token.EqualTo(MethodToken.Equal)
        from right in Any
        from condition in When.Perhaps()
        select (Statement)new EquationStatement(left, right, condition, left.Position);

    private static readonly TokenListParser<MethodToken, Statement> AnyStatement = Header
        .Or(Parameters)
        .Or(Algebraic)
        .Or(Output)
        .Or(Equation)
        .Named("a statement");

    private static readonly TokenListParser<MethodToken, TextLine> Line =
        from statement in AnyStatement.Perhaps()
        from comment in Token.EqualTo(MethodToken.Comment).Select(Comment).Perhaps()
        select new TextLine(statement, comment);

    private static readonly TokenListParser<MethodToken, TextLine[]> AllLines = Line.ManyDelimitedBy(
            Token.EqualTo(MethodToken.NewLine)
        )
        .AtEnd();

    private static readonly MethodTokenizer Tokenizer = new();

    /// <summary>The syntax tree of a method's text.</summary>
    /// <exception cref="MethodSyntaxException">The text is not of the language.</exception>
    internal static MethodText Parse(SourceText source) => new(Complete(AllLines, source));

    /// <summary>The syntax tree of a single expression.</summary>
    /// <exception cref="MethodSyntaxException">The text is no expression.</exception>
    internal static Expression ParseExpression(SourceText source) => Complete(Any.AtEnd(), source);

    private static T Complete<T>(TokenListParser<MethodToken, T> parser, SourceText source)
    {
        var tokens = Tokenizer.TryTokenize(source.Text);
        if (!tokens.HasValue)
        {
            throw source.Error(At(tokens.ErrorPosition), tokens.ErrorMessage ?? "unreadable text");
        }

        var parsed = parser.TryParse(tokens.Value);
        if (parsed.HasValue)
        {
            return parsed.Value;
        }

        if (FunctionBefore(parsed.Remainder, tokens.Value) is { } function)
        {
            throw source.Error(
                At(function),
                $"no function is called {function.ToStringValue()}",
                "grad",
                "sqrt",
                "sum",
                "transpose"
            );
        }

        var found = parsed.Remainder.IsAtEnd ? "end of the text" : Shown(parsed.Remainder.ConsumeToken().Value);
        var place = parsed.ErrorPosition.HasValue && !parsed.Remainder.IsAtEnd ? At(parsed.ErrorPosition) : source.End;
        throw source.Error(
            place,
            parsed.ErrorMessage ?? $"unexpected {found}",
            parsed.Expectations is { Length: > 0 } expected ? expected : ["an operator", "the end of the line"]
        );
    }

    /// <summary>The name that is used as a function where the parser stopped at a parenthesis; null where none is.</summary>
    private static Token<MethodToken>? FunctionBefore(TokenList<MethodToken> remainder, TokenList<MethodToken> all)
    {
        if (remainder.IsAtEnd || remainder.Position == 0)
        {
            return null;
        }

        var before = all.ElementAt(remainder.Position - 1);
        var isCall =
            before.Kind == MethodToken.Name && remainder.ConsumeToken().Value.Kind == MethodToken.LeftParenthesis;
        return isCall ? before : null;
    }

    private static TokenListParser<MethodToken, Expression> Function(
        MethodToken word,
        Func<Expression, SourcePosition, Expression> build
    ) =>
        from name in Token.EqualTo(word)
        from inner in Any.Between(
            Token.EqualTo(MethodToken.LeftParenthesis),
            Token.EqualTo(MethodToken.RightParenthesis)
        )
        select build(inner, At(name));

    private static TokenListParser<MethodToken, Expression> Signed(TokenListParser<MethodToken, Expression> operand) =>
        (
            from minus in Token.EqualTo(MethodToken.Minus)
            from inner in operand
            select (Expression)new NegationExpression(inner, At(minus))
        ).Or(operand);

    private static TokenListParser<MethodToken, (BinaryOperator Operator, SourcePosition Position)> Operator(
        MethodToken token,
        BinaryOperator meaning
    ) => Token.EqualTo(token).Select(found => (meaning, At(found)));

    private static TokenListParser<MethodToken, Expression> Chained(
        TokenListParser<MethodToken, Expression> operand,
        TokenListParser<MethodToken, (BinaryOperator Operator, SourcePosition Position)> between
    ) =>
        Superpower.Parse.Chain(
            between,
            operand,
            (found, left, right) => new BinaryExpression(found.Operator, left, right, found.Position)
        );

    private static TokenListParser<MethodToken, T?> Perhaps<T>(this TokenListParser<MethodToken, T> parser)
        where T : class => parser.Select(found => (T?)found).OptionalOrDefault();

    /// <summary>Whether a token may be a part of a method's name: there the language's own words have no meaning.</summary>
    private static bool IsWord(MethodToken token) =>
        token is MethodToken.Name or MethodToken.Number or (>= MethodToken.Method and <= MethodToken.Modulo);

    private static string Comment(Token<MethodToken> token) => token.ToStringValue().TrimStart('#').Trim();

    private static SourcePosition At(Token<MethodToken> token) => At(token.Position);

    private static SourcePosition At(Position position) => new(position.Line, position.Column);

    private static string Shown(Token<MethodToken> token) =>
        token.Kind switch
        {
            MethodToken.NewLine => "end of the line",
            MethodToken.Comment => "comment",
            _ => $"'{token.ToStringValue()}'",
        };
}
