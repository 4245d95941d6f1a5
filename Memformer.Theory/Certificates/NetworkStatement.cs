using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;

namespace Memformer.Theory.Certificates;

/// <summary>A network with its weights as a certificate states it, and the proof that its layers lead from point to point.</summary>
/// <param name="Definitions">The weights.</param>
/// <param name="Network">The network as a term; its state after L layers is this term applied to L.</param>
/// <param name="Lemmas">One lemma for each layer, and what these need.</param>
/// <param name="Conclusion">The tactics that put the layers together, for the goal <c>answer … = (point L)^T *m xq</c>.</param>
internal sealed record NetworkStatement(
    IReadOnlyList<string> Definitions,
    string Network,
    IReadOnlyList<string> Lemmas,
    string Conclusion
)
{
    internal static NetworkStatement Of(
        ExactWeights weights,
        NetworkPoints points,
        CoqScalars scalars,
        CoqMatrices matrices
    )
    {
        var writer = new Writer(weights, points, scalars, matrices);
        return weights.Gates switch
        {
            Gates.None => writer.Linear(),
            Gates.Dynamic dynamic => writer.Dynamic(dynamic),
            Gates.Shared { Query: not null } shared => writer.SharedWithQuery(shared),
            Gates.Shared shared => writer.Shared(shared),
            Gates.Lfom lfom when weights.HeadCount == 1 => writer.Lfom(lfom),
            Gates.Lfom lfom => writer.Heads(lfom),
            _ => throw new UsageException($"{weights.Architecture.Name} has no certificate"),
        };
    }

    private sealed class Writer(ExactWeights weights, NetworkPoints points, CoqScalars scalars, CoqMatrices matrices)
    {
        private IEnumerable<int> Layers => Enumerable.Range(0, weights.Layers);

        internal NetworkStatement Linear() =>
            new(
                [Preconditioners()],
                "linear X xq wstar preconditioner",
                [.. Registers(), .. Layers.Select(l => Layer(l, $"point_{l} - register_{l}", [l]))],
                Conclusion("linear_layers", "")
            );

        internal NetworkStatement Lfom(Gates.Lfom gates) =>
            new(
                [Preconditioners(), $"Definition gate l j : F := nth 0 (nth [::] {Table(gates, 0)} l) j."],
                "lfom X xq wstar preconditioner gate",
                [
                    .. Registers(),
                    .. Layers.Select(l =>
                        Layer(l, $"point_{l} - {Sum(gates.Values.Rows[l].Select(heads => heads[0]))}", UpTo(l))
                    ),
                ],
                Conclusion("lfom_layers", "gate")
            );

        internal NetworkStatement Shared(Gates.Shared gates) =>
            new(
                [Preconditioners(), $"Definition gate j : F := nth 0 {List(gates.Values)} j."],
                "lfom_shared X xq wstar preconditioner gate",
                [
                    .. Registers(),
                    .. Layers.Select(l => Layer(l, $"point_{l} - register_{l} - {Sum(gates.Values.Take(l))}", UpTo(l))),
                ],
                Conclusion("lfom_shared_layers", "gate")
            );

        /// <summary>Shared gates, others for the query's column: heads of the general network, one in number.</summary>
        internal NetworkStatement SharedWithQuery(Gates.Shared gates)
        {
            var last = weights.Layers;
            var answers = new List<GradientCombination> { GradientCombination.Zero };
            foreach (var l in Layers)
            {
                answers.Add(points.Reduced(answers[l] - Step(l, gates.AtQuery)));
            }
            // The last layer moves the context as well, which nobody reads any more.
            var context = points.Reduced(points[last - 1] - Step(last - 1, gates.At));
            var places = string.Join("; ", Layers.Select(l => $"point_{l}"));
            return new(
                [
                    Preconditioners(),
                    $"Definition gate j : F := nth 0 {List(gates.Values)} j.",
                    $"Definition query j : F := nth 0 {List(gates.Query!)} j.",
                    "(** In the layer that writes a register its gate is open. *)",
                    "Definition gates (a : nat -> F) l j (h : nat) : F := if l == j then 1 else a j.",
                ],
                "heads X xq wstar 1 (fun j _ => preconditioner j) (gates gate) (gates query)",
                [
                    .. Registers(),
                    $"Definition context_{last} : 'cV[F]_d := {points.Written(context)}.",
                    $"Definition context (l : nat) : 'cV[F]_d := nth 0 [:: {places}; context_{last}] l.",
                    $"""
                    Lemma register_is j : (j < {last})%N -> preconditioner j *m grad (context j) = register j.
                    Proof. move: j; {Cases("register_is")}. Qed.
                    """,
                    .. Layers.Select(l =>
                        Layer(l, Right("point", l, gates.At), UpTo(l), left: l + 1 < last ? null : $"context_{last}")
                    ),
                    "\n(** What the query holds. *)",
                    .. answers.Select((value, l) => $"Definition query_{l} : 'cV[F]_d := {points.Written(value)}."),
                    $"Definition query_point (l : nat) : 'cV[F]_d := nth 0 [:: {string.Join("; ", answers.Select((_, l) => $"query_{l}"))}] l.",
                    .. Layers.Select(l => Layer(l, Right("query", l, gates.AtQuery), UpTo(l), "query")),
                    $"Lemma query_answers : query_{last} = point_{last}. Proof. rewrite /query_{last} /point_{last}; equal_vectors. Qed.",
                ],
                $"""
                rewrite -[point {last}]/point_{last} -query_answers -[query_{last}]/(query_point {last}).
                apply: (@heads_layers F d n X xq wstar {last} context _ 1 (fun j _ => preconditioner j) (fun j _ => register j) (gates gate) (gates query) query_point); [by []| |by []| |].
                - by move=> j h jL _; exact: register_is.
                - {Cases("layer")}.
                - {Cases("query_layer")}.
                """
            );

            GradientCombination Step(int l, Func<int, int, RationalFunction> gate) =>
                UpTo(l)
                    .Select(j =>
                        GradientCombination
                            .Gradient(points.First(j))
                            .ScaledBy(new(gate(l, j) * weights.Preconditioner(j)))
                    )
                    .Aggregate((sum, term) => sum + term);

            string Right(string point, int l, Func<int, int, RationalFunction> gate)
            {
                var terms = UpTo(l)
                    .Select(j => $"(0 + {scalars.Of(gate(l, j)).Scaling(CoqTerm.Atom($"register_{j}"))})");
                return $"{point}_{l} - (0 + {string.Join(" + ", terms)})";
            }
        }

        internal NetworkStatement Heads(Gates.Lfom gates)
        {
            var heads = Enumerable.Range(0, weights.HeadCount).ToList();
            var tables = heads.Select(head => Table(gates, head));
            var all = Layers.Select(j => $"[:: {string.Join("; ", heads.Select(head => $"register_{j}_{head}"))}]");
            return new(
                [
                    $"Definition preconditioner j h : 'M[F]_d := nth 0 (nth [::] [:: {string.Join(";\n    ", Layers.Select(HeadsOf))}] j) h.",
                    $"Definition gate l j h : F := nth 0 (nth [::] (nth [::] [:: {string.Join(";\n    ", tables)}] h) l) j.",
                ],
                $"heads X xq wstar {weights.HeadCount} preconditioner gate gate",
                [
                    .. Layers.SelectMany(j =>
                        heads.Select(head =>
                            Register($"{j}_{head}", j, weights.Preconditioner(j, head), $"preconditioner {j} {head}")
                        )
                    ),
                    $"Definition register j h : 'cV[F]_d := nth 0 (nth [::] [:: {string.Join("; ", all)}] j) h.",
                    .. Layers.Select(l =>
                        Layer(
                            l,
                            $"point_{l} - (0 + {string.Join(" + ", UpTo(l).Select(j => Sum(gates.Values[l, j], $"{j}_")))})",
                            [.. UpTo(l).SelectMany(j => heads.Select(head => $"{j}_{head}"))]
                        )
                    ),
                ],
                $"""
                apply: (@heads_layers F d n X xq wstar {weights.Layers} point _ {weights.HeadCount} preconditioner register gate gate point); [by []| |by []| |].
                - {Cases(
                    "register_is",
                    "h ",
                    j => "move: h; " + CasesOf("h", heads.Select(head => $"register_is_{j}_{head}"))
                )}.
                - {Cases("layer")}.
                - {Cases("layer")}.
                """
            );
        }

        internal NetworkStatement Dynamic(Gates.Dynamic gates)
        {
            var memory = new List<GradientCombination> { GradientCombination.Zero };
            foreach (var l in Layers)
            {
                var attention = GradientCombination.Gradient(points.First(l)).ScaledBy(new(weights.Preconditioner(l)));
                memory.Add(points.Reduced(attention + memory[l].ScaledBy(new(gates.Gamma[l]))));
            }

            var names = string.Join("; ", memory.Select((_, l) => $"memory_{l}"));
            return new(
                [
                    Preconditioners(),
                    $"Definition gate_alpha l : F := nth 0 {List(gates.Alpha)} l.",
                    $"Definition gate_gamma l : F := nth 0 {List(gates.Gamma)} l.",
                ],
                "dynamic X xq wstar preconditioner gate_alpha gate_gamma",
                [
                    .. Registers(),
                    .. memory.Select((value, l) => $"Definition memory_{l} : 'cV[F]_d := {points.Written(value)}."),
                    $"Definition memory (l : nat) : 'cV[F]_d := nth 0 [:: {names}] l.",
                    .. Layers.Select(l =>
                        $"""
                            Lemma remember_{l} : memory_{l + 1} = register_{l} + {scalars.Of(gates.Gamma[l]).Scaling(
                                CoqTerm.Atom($"memory_{l}")
                            )}.
                            Proof. rewrite /memory_{l + 1} /memory_{l} /register_{l}; equal_vectors. Qed.
                            """
                    ),
                    .. Layers.Select(l =>
                        $"""
                            Lemma layer_{l} : point_{l + 1} = point_{l} - {scalars.Of(gates.Alpha[l]).Scaling(
                                CoqTerm.Atom($"memory_{l + 1}")
                            )}.
                            Proof. rewrite /memory_{l + 1} /point_{l + 1} /point_{l}; equal_vectors. Qed.
                            """
                    ),
                ],
                $"""
                apply: (@dynamic_layers F d n X xq wstar {weights.Layers} point _ preconditioner register _ gate_alpha gate_gamma memory); [by []| |by []| |].
                - {Cases("register_is")}.
                - {Cases("remember")}.
                - {Cases("layer")}.
                """
            );
        }

        private static IReadOnlyList<int> UpTo(int l) => [.. Enumerable.Range(0, l + 1)];

        /// <summary>What the registers hold, in the gradients.</summary>
        private IEnumerable<string> Registers() =>
            [
                .. Layers.Select(j => Register($"{j}", j, weights.Preconditioner(j), $"preconditioner {j}")),
                $"Definition register (j : nat) : 'cV[F]_d := nth 0 [:: {string.Join("; ", Layers.Select(j => $"register_{j}"))}] j.",
            ];

        private string Register(string name, int j, MatrixPolynomial matrix, string term)
        {
            var gradient = points.First(j) == j ? $"-/gradient_{j}" : $"same_{j}";
            return $"""
                Definition register_{name} : 'cV[F]_d := {points.Product(
                    matrix,
                    CoqTerm.Atom($"gradient_{points.First(j)}")
                )}.
                Lemma register_is_{name} : {term} *m grad point_{j} = register_{name}.
                Proof.
                rewrite /preconditioner /= {gradient} /register_{name}.
                rewrite ?mul1mx ?mulmxDl ?mul_scalar_mx ?mul0mx -?scalemxAl -?mulmxA; equal_vectors.
                Qed.
                """;
        }

        /// <summary>0 + g_0 *: R_0 + …, as the theorem's sum unfolds.</summary>
        private string Sum(IEnumerable<RationalFunction> gates, string register = "") =>
            $"(0{string.Concat(gates.Select((gate, j) => $" + {scalars.Of(gate).Scaling(CoqTerm.Atom($"register_{register}{j}"))}"))})";

        /// <summary>The lemma that a layer leads from a point to the next one, or to another left side.</summary>
        private static string Layer<T>(
            int l,
            string right,
            IReadOnlyList<T> registers,
            string point = "point",
            string? left = null
        )
        {
            var next = left ?? $"{point}_{l + 1}";
            var unfolded = string.Join(' ', registers.Select(register => $"/register_{register}"));
            return $"""
                Lemma {(point == "point" ? "" : point + "_")}layer_{l} : {next} = {right}.
                Proof.
                rewrite /{next} /{point}_{l} {unfolded}.
                equal_vectors.
                Qed.
                """;
        }

        private string Conclusion(string theorem, string gates) =>
            $"""
                apply: (@{theorem} F d n X xq wstar {weights.Layers} point _ preconditioner register _ {gates}); [by []| |].
                - {Cases("register_is")}.
                - {Cases("layer")}.
                """;

        /// <summary>One lemma for each layer; an index beyond the last is none.</summary>
        private string Cases(string lemma, string more = "", Func<int, string>? proof = null) =>
            CasesOf("l", Layers.Select(l => $"{lemma}_{l}"), more, proof);

        private static string CasesOf(
            string index,
            IEnumerable<string> lemmas,
            string more = "",
            Func<int, string>? proof = null
        )
        {
            var names = lemmas.ToList();
            var patterns = string.Concat(names.Select(_ => $"[{more}_|"));
            var ends = string.Concat(names.Select(_ => "]"));
            var proofs = names.Select((name, l) => proof is null ? $"exact {name}" : $"({proof(l)})");
            var rest = more.Length == 0 ? "" : $"move=> {more}; ";
            return $"move=> {patterns}{index}{ends}; [{string.Join(" | ", proofs)} | by {rest}rewrite !ltnS ltn0]";
        }

        private string Preconditioners()
        {
            var all = Layers.Select(l => matrices.Of(weights.Preconditioner(l)).Text).ToList();
            return all.Distinct().Count() == 1
                ? $"Definition preconditioner (j : nat) : 'M[F]_d := {all[0]}."
                : $"Definition preconditioner j : 'M[F]_d := nth 0 [:: {string.Join("; ", all)}] j.";
        }

        private string HeadsOf(int l) =>
            $"[:: {string.Join("; ", Enumerable.Range(0, weights.HeadCount).Select(head => matrices.Of(weights.Preconditioner(l, head))))}]";

        private string List(IEnumerable<RationalFunction> values) =>
            $"[:: {string.Join("; ", values.Select(scalars.Of))}]";

        private string Table(Gates.Lfom gates, int head) =>
            $"[:: {string.Join(";\n    ", gates.Values.Rows.Select(row => List(row.Select(heads => heads[head]))))}]";
    }
}
