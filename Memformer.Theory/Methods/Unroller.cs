using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Methods;

/// <summary>Runs a method and collects the canonical forms.</summary>
internal sealed class Unroller(
    LinearMethod method,
    MethodDefinition definition,
    int layers,
    IReadOnlyDictionary<Symbol, Rational> values
)
{
    /// <summary>The unrolling. Where values make a step's point equal an earlier one, the run is repeated with that
    /// point as a register of its own, so that the form does not depend on such a coincidence.</summary>
    internal Unrolling Run() => Repeated(Attempt);

    /// <summary>The canonical forms of all depths up to the given one at which a step ends.</summary>
    internal IReadOnlyList<CanonicalForm> Forms() => Repeated(AttemptForms);

    private T Repeated<T>(Func<GradientTrace, IEnumerator<SymbolicIterate>, T?> attempt)
        where T : class
    {
        var distinctSteps = new HashSet<int>();
        while (true)
        {
            var trace = new GradientTrace(distinctSteps);
            using var answers = definition.Answers(trace, values).GetEnumerator();
            if (attempt(trace, answers) is { } result)
            {
                return result;
            }

            distinctSteps.Add(trace.Step);
        }
    }

    private Unrolling? Attempt(GradientTrace trace, IEnumerator<SymbolicIterate> answers)
    {
        var answer = trace.Start;
        for (var depth = 0; depth < layers; )
        {
            if (!TryStep(trace, answers))
            {
                throw new UsageException($"{method.Name} ends after {depth} layers; {layers} are asked for");
            }

            if (trace.StepNeedsItsOwnPoint)
            {
                return null;
            }

            answer = answers.Current;
            var before = depth;
            depth = DepthAfter(trace, before);
            if (depth > layers)
            {
                throw new DepthException(method.Name, layers, trace.Step, before, depth);
            }
        }

        var continues = Continues(trace, answers);
        if (trace.StepNeedsItsOwnPoint)
        {
            return null;
        }

        var (fixedRelations, relations) = definition.Relations(layers, values);
        var own = Rows(trace, layers, answer);
        var form = new CanonicalForm(own).Map(function => Finished(function, fixedRelations));
        var sequence =
            continues && trace.Count > layers
                ? new CanonicalForm(new(layers, (l, j) => l < layers - 1 ? own[l, j] : trace.Increments[l][j])).Map(
                    function => Finished(function, fixedRelations)
                )
                : form;
        return new Unrolling(method, layers, form, sequence, relations)
        {
            Steps = trace.Step - 1,
            StartCoefficient = trace.StartCoefficient?.Map(function => Finished(function, fixedRelations)).Matrix,
        };
    }

    private List<CanonicalForm>? AttemptForms(GradientTrace trace, IEnumerator<SymbolicIterate> answers)
    {
        var (fixedRelations, _) = definition.Relations(layers, values);
        List<CanonicalForm> forms = [];
        for (var depth = 0; depth < layers && TryStep(trace, answers); )
        {
            if (trace.StepNeedsItsOwnPoint)
            {
                return null;
            }

            depth = DepthAfter(trace, depth);
            if (depth <= layers)
            {
                forms.Add(
                    new CanonicalForm(Rows(trace, depth, answers.Current)).Map(function =>
                        Finished(function, fixedRelations)
                    )
                );
            }
        }

        return forms;
    }

    private static bool TryStep(GradientTrace trace, IEnumerator<SymbolicIterate> answers)
    {
        trace.BeginStep(trace.Step + 1);
        return answers.MoveNext();
    }

    /// <summary>A layer takes one gradient, and a step without one is a layer that stays where it is.</summary>
    private static int DepthAfter(GradientTrace trace, int before) => Math.Max(before + 1, trace.Count);

    /// <summary>A coefficient with the relations applied and, where code or a table defines the method, the values.</summary>
    private RationalFunction Finished(RationalFunction function, AlgebraicRelations relations)
    {
        var set = new Dictionary<Symbol, Rational>();
        foreach (var symbol in values.Count == 0 ? [] : function.Symbols)
        {
            if (values.TryGetValue(symbol, out var value) || values.TryGetValue(new Symbol(symbol.Name), out value))
            {
                set[symbol] = value;
            }
        }

        return relations.Reduce(set.Count == 0 ? function : function.Substitute(set));
    }

    /// <summary>Takes one step more, to learn the point of the next gradient; a method may end before.</summary>
    private static bool Continues(GradientTrace trace, IEnumerator<SymbolicIterate> answers)
    {
        try
        {
            return TryStep(trace, answers);
        }
        catch (MethodSyntaxException)
        {
            // A text that defines w[1], …, w[L] one by one says nothing about w[L+1], and need not.
            return false;
        }
    }

    /// <summary>The rows of the gradient points, the last one leading to the answer; a layer whose gradient the method
    /// never takes stays where it is.</summary>
    private static Triangle<Coefficient> Rows(GradientTrace trace, int depth, SymbolicIterate answer)
    {
        var last = trace.Difference(Math.Clamp(trace.Count - 1, 0, depth - 1), answer);
        return new(
            depth,
            (l, j) =>
            {
                var known =
                    l == depth - 1 ? last
                    : l < trace.Increments.Count ? trace.Increments[l]
                    : [];
                return j < known.Length ? known[j] : Coefficient.Zero;
            }
        );
    }
}
