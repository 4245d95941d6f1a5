using Memformer.Theory.Algebra;

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
    internal Unrolling Run()
    {
        var distinctSteps = new HashSet<int>();
        while (true)
        {
            var trace = new GradientTrace(distinctSteps);
            using var answers = definition.Answers(trace, values).GetEnumerator();
            if (Attempt(trace, answers) is { } unrolling)
            {
                return unrolling;
            }
            distinctSteps.Add(trace.Step);
        }
    }

    private Unrolling? Attempt(GradientTrace trace, IEnumerator<SymbolicIterate> answers)
    {
        var answer = trace.Start;
        for (var step = 1; step <= layers; step++)
        {
            trace.BeginStep(step);
            if (!answers.MoveNext())
            {
                throw new UsageException($"{method.Name} has {step - 1} steps; {layers} layers need {layers}");
            }
            answer = answers.Current;
            if (trace.StepNeedsItsOwnPoint)
            {
                return null;
            }
        }
        var continues = Continues(trace, answers);
        if (trace.StepNeedsItsOwnPoint)
        {
            return null;
        }
        var (fixedRelations, relations) = definition.Relations(layers, values);
        var own = Rows(trace, answer);
        var form = new CanonicalForm(own).Map(function => Finished(function, fixedRelations));
        var sequence =
            continues && trace.Count > layers
                ? new CanonicalForm([.. own.SkipLast(1), trace.Increments[layers - 1]]).Map(function =>
                    Finished(function, fixedRelations)
                )
                : form;
        return new Unrolling(method, layers, form, sequence, relations);
    }

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
    private bool Continues(GradientTrace trace, IEnumerator<SymbolicIterate> answers)
    {
        trace.BeginStep(layers + 1);
        try
        {
            return answers.MoveNext();
        }
        catch (MethodSyntaxException)
        {
            // A text that defines w[1], …, w[L] one by one says nothing about w[L+1], and need not.
            return false;
        }
    }

    /// <summary>The rows of the gradient points, the last one leading to the answer; a layer whose gradient the method
    /// never takes stays where it is.</summary>
    private Coefficient[][] Rows(GradientTrace trace, SymbolicIterate answer)
    {
        var rows = new Coefficient[layers][];
        for (var l = 0; l < layers; l++)
        {
            var known =
                l == layers - 1 ? trace.Difference(Math.Min(l, trace.Count - 1), answer, "the answer")
                : l < trace.Increments.Count ? trace.Increments[l]
                : [];
            rows[l] = [.. known.Take(l + 1), .. Enumerable.Repeat(Coefficient.Zero, Math.Max(0, l + 1 - known.Length))];
        }
        return rows;
    }
}
