using Memformer.Theory.Algebra;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Networks;

public abstract partial class Gates
{
    /// <summary>One gate a_j per register, the same for all later layers.</summary>
    /// <param name="values">L numbers.</param>
    /// <param name="update">How a layer's own register enters.</param>
    /// <param name="query">L numbers for the query's column, where gates have an entry per token; null where one number
    /// is for all tokens.</param>
    public sealed class Shared(
        IReadOnlyList<RationalFunction> values,
        UpdateForm update,
        IReadOnlyList<RationalFunction>? query = null
    ) : Gates
    {
        /// <summary>a_j, L numbers.</summary>
        public IReadOnlyList<RationalFunction> Values => values;

        /// <summary>How a layer's own register enters.</summary>
        public UpdateForm Update => update;

        /// <summary>L numbers for the query's column; null where those of the context are its too.</summary>
        public IReadOnlyList<RationalFunction>? Query => query;

        /// <inheritdoc/>
        public override IReadOnlyList<GateTable> Tables =>
            query is null
                ? [OfContext]
                :
                [
                    OfContext,
                    new GateTable.Columns(
                        "on the context's columns; on the query's column, in their place,",
                        Registers("query", NetworkSymbols.QueryGate, query)
                    ),
                ];

        /// <summary>The factor of register j in the update of layer l ≥ j, on the context's columns.</summary>
        public RationalFunction At(int layer, int register) => Factor(values, layer, register);

        /// <summary>The factor of register j in the update of layer l ≥ j, on the query's column.</summary>
        public RationalFunction AtQuery(int layer, int register) => Factor(query ?? values, layer, register);

        private GateTable.Columns OfContext =>
            new("and the gates", Registers("shared", NetworkSymbols.SharedGate, values) with { Update = update });

        private static GateColumn Registers(
            string key,
            Func<Formula, Formula> symbol,
            IReadOnlyList<RationalFunction> gates
        ) => new(key, symbol, gates) { Effective = ..^1, IsOfRegisters = true };

        private RationalFunction Factor(IReadOnlyList<RationalFunction> gates, int layer, int register) =>
            layer == register && update == UpdateForm.Residual ? RationalFunction.One : gates[register];

        /// <inheritdoc/>
        protected override Gates Map(Func<RationalFunction, RationalFunction> change) =>
            new Shared([.. values.Select(change)], update, query is null ? null : [.. query.Select(change)]);

        /// <summary>The last row leads from the context's point to the query's answer.</summary>
        protected internal override MatrixPolynomial Coefficient(ExactWeights weights, int layer, int register) =>
            Entry(weights.Layers, layer, register) * weights.Preconditioner(register);

        /// <inheritdoc/>
        protected internal override MatrixPolynomial? QueryCoefficient(ExactWeights weights, int layer, int register) =>
            query is null ? null : AtQuery(layer, register) * weights.Preconditioner(register);

        /// <inheritdoc/>
        protected internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) =>
            [
                .. from register in Enumerable.Range(0, layer + 1)
                let gate = At(layer, register)
                where query is not null || !gate.IsZero
                from kept in registers[register]
                select query is null ? ring.Scale(gate, kept) : ring.Scale(gate, AtQuery(layer, register), kept),
            ];

        private RationalFunction Entry(int layers, int layer, int register)
        {
            if (layer < layers - 1)
            {
                return At(layer, register);
            }

            var all = Enumerable.Range(register, layers - register).Select(l => AtQuery(l, register));
            var before = Enumerable.Range(register, layers - 1 - register).Select(l => At(l, register));
            return RationalFunction.Sum(all) - RationalFunction.Sum(before);
        }
    }
}
