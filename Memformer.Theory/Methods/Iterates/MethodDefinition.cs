using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Iterates;

/// <summary>How a method's answers come about: from a text, from code, or from a table of coefficients.</summary>
internal abstract class MethodDefinition
{
    /// <summary>The answers after 1, 2, … steps; lazily, since a method may go on for ever.</summary>
    /// <param name="trace">Where the gradients are taken.</param>
    /// <param name="values">Values of parameters, to be used where the definition can.</param>
    internal abstract IEnumerable<SymbolicIterate> Answers(
        GradientTrace trace,
        IReadOnlyDictionary<Symbol, Rational> values
    );

    /// <summary>The relations of the letters in a run of so many layers: of those without an index, and of all.</summary>
    internal virtual (AlgebraicRelations Fixed, AlgebraicRelations All) Relations(
        int layers,
        IReadOnlyDictionary<Symbol, Rational> values
    ) => (AlgebraicRelations.None, AlgebraicRelations.None);

    /// <summary>The definition as text.</summary>
    public abstract override string ToString();
}
