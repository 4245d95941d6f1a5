using Memformer.Theory.Algebra;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// Formulas that computer algebra systems read. Indices become part of the name (<c>eta_3</c>), transposes are written
/// <c>P_0.T</c>, powers <c>^</c>. SymPy reads them with <c>sympify(text, locals)</c>, where the locals map each name to a
/// <c>Symbol</c> or <c>MatrixSymbol</c> (names such as <c>beta</c> mean functions otherwise; lambda is written as SymPy
/// spells it, <c>lamda</c>, since Python keeps the word); MathNet.Symbolics reads
/// the scalars with <c>Infix.ParseOrThrow</c>.
/// </summary>
public static class Infix
{
    /// <summary>How SymPy spells lambda.</summary>
    internal const string Lambda = "lamda";

    private static readonly ExpressionText Text = new(Name, letter => $"{letter}.T");

    /// <summary>A symbol's name: <c>eta</c>, <c>eta_3</c>.</summary>
    public static string Of(Symbol symbol) => Text.Of(symbol);

    /// <summary>A letter's name: <c>P</c>, <c>P_0</c>.</summary>
    public static string Of(Letter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return Text.Of(letter);
    }

    /// <summary>A rational function, such as <c>beta^2*eta_1/(1 - beta)</c>.</summary>
    public static string Of(RationalFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Text.Of(function);
    }

    /// <summary>A matrix polynomial, such as <c>eta*P_0*H - I</c>.</summary>
    public static string Of(MatrixPolynomial matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Text.Of(matrix);
    }

    private static string Name(string name, int? index) =>
        (name == "lambda" ? Lambda : name) + (index is { } value ? $"_{value}" : "");
}
