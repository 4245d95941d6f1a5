using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;

namespace Memformer.Theory.Scripting;

/// <summary>
/// A method on its way into a network, as a script says it: the same words in C# and F#. Each word gives a new value, so what is
/// half said can be kept and gone on with in several ways.
/// </summary>
/// <example>
/// <code>
/// var nesterov = Method.Named("nesterov").Layers(4).Derive();
/// Console.WriteLine(nesterov.ToText());
/// </code>
/// </example>
public sealed class Method
{
    private readonly LinearMethod _method;

    private Method(LinearMethod method) => _method = method;

    private int Depth { get; init; } = 1;

    private Architecture Kind { get; init; } = Architecture.Find("lfom");

    private IReadOnlyDictionary<Symbol, Rational> Values { get; init; } = new Dictionary<Symbol, Rational>();

    /// <summary>A method of the catalogue.</summary>
    /// <param name="name">Its name, as in <c>heavy-ball</c>, or another usual one, as in <c>polyak</c>.</param>
    /// <exception cref="UnknownMethodException">There is no method of that name.</exception>
    public static Method Named(string name) => new(Catalogue.Find(name));

    /// <summary>A method in the method language.</summary>
    /// <param name="text">What a <c>.lfom</c> file holds.</param>
    /// <exception cref="InvalidInputException">The text defines no linear first-order method; the message has line and column.</exception>
    public static Method Written(string text) => new(LinearMethod.Parse(text, "the method's text"));

    /// <summary>A method from elsewhere: one defined by its iterates in code, or by a table of coefficients.</summary>
    /// <param name="method">The method.</param>
    public static Method Of(LinearMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return new Method(method);
    }

    /// <summary>L, the number of layers, one gradient each; 1 until it is said.</summary>
    /// <param name="count">At least 1.</param>
    public Method Layers(int count) => Changed(count, Kind, Values);

    /// <summary>The kind of network; <c>lfom</c> until it is said, which realises every method with scalar coefficients.</summary>
    /// <param name="architecture">A name, as in <c>linear</c> or <c>dynamic</c>.</param>
    /// <exception cref="UsageException">There is no architecture of that name.</exception>
    public Method In(string architecture) => Changed(Depth, Architecture.Find(architecture), Values);

    /// <summary>Gives a parameter a value; parameters without one stay symbols.</summary>
    /// <param name="parameter">Its name; of a parameter that changes with the step, <see cref="With(string, int, string)"/>.</param>
    /// <param name="value">A rational number: <c>1/4</c>, <c>0.25</c>, <c>3</c>.</param>
    /// <exception cref="UsageException">The value is no rational number.</exception>
    public Method With(string parameter, string value) => With(new Symbol(parameter), value);

    /// <summary>Gives the parameter of one step a value.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="step">The step that it belongs to, from 0.</param>
    /// <param name="value">A rational number.</param>
    /// <exception cref="UsageException">The value is no rational number.</exception>
    public Method With(string parameter, int step, string value) => With(new Symbol(parameter, step), value);

    /// <summary>The exact weights of the network and the proofs that it carries the method out, or why there is none.</summary>
    /// <exception cref="UsageException">The number of layers, or a parameter, is none of the method's.</exception>
    public Derivation Derive() => Derivation.Of(_method, Depth, Kind, Values);

    private Method With(Symbol parameter, string value) =>
        Rational.TryParse(value, null, out var number)
            ? Changed(Depth, Kind, new Dictionary<Symbol, Rational>(Values) { [parameter] = number })
            : throw new UsageException(
                $"{parameter} = {Printable.Line(value)}: not a rational number; allowed are 3, -1/2, 0.25, 1e-3"
            );

    private Method Changed(int depth, Architecture kind, IReadOnlyDictionary<Symbol, Rational> values) =>
        new(_method)
        {
            Depth = depth,
            Kind = kind,
            Values = values,
        };
}
