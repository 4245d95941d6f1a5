using Superpower.Display;

namespace Memformer.Theory.Methods.Language;

/// <summary>The kinds of token of the method language.</summary>
internal enum MethodToken
{
    [Token(Category = "name", Description = "a name")]
    Name,

    [Token(Description = "a number")]
    Number,

    [Token(Description = "a title in quotes")]
    Title,

    [Token(Description = "a comment")]
    Comment,

    [Token(Description = "the end of the line")]
    NewLine,

    [Token(Example = "method")]
    Method,

    [Token(Example = "parameters")]
    Parameters,

    [Token(Example = "algebraic")]
    Algebraic,

    [Token(Example = "output")]
    Output,

    [Token(Example = "when")]
    When,

    [Token(Example = "for")]
    For,

    [Token(Example = "grad")]
    Gradient,

    [Token(Example = "sum")]
    Sum,

    [Token(Example = "sqrt")]
    Root,

    [Token(Example = "transpose")]
    Transpose,

    [Token(Example = "mod")]
    Modulo,

    [Token(Example = "+")]
    Plus,

    [Token(Example = "-")]
    Minus,

    [Token(Example = "*")]
    Times,

    [Token(Example = "/")]
    Slash,

    [Token(Example = "^")]
    Caret,

    [Token(Example = "(")]
    LeftParenthesis,

    [Token(Example = ")")]
    RightParenthesis,

    [Token(Example = "[")]
    LeftBracket,

    [Token(Example = "]")]
    RightBracket,

    [Token(Example = ",")]
    Comma,

    [Token(Example = ":")]
    Colon,

    [Token(Example = "~")]
    Tilde,

    [Token(Example = "..")]
    Range,

    [Token(Example = "=")]
    Equal,

    [Token(Example = "!=")]
    NotEqual,

    [Token(Example = "<")]
    Less,

    [Token(Example = "<=")]
    LessOrEqual,

    [Token(Example = ">")]
    Greater,

    [Token(Example = ">=")]
    GreaterOrEqual,
}
