/// An architecture that the project does not have, in one class a side and its gates: a register that adds up all gradients and
/// forgets none, Z_{l+1} = Z_l + a_l Σ_{j≤l} R_j.
module Memformer.Tests.Models.SumArchitecture

open System.Collections.Generic
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Typesetting
open Memformer.Learn.Models

let private list (items: 'a seq) = ResizeArray items :> IReadOnlyList<'a>

/// a_l, one for each layer, in exact numbers.
type ExactSumGates(steps: IReadOnlyList<RationalFunction>) =
    inherit Gates()

    member _.Steps = steps

    override _.Tables =
        list
            [
                GateTable.Columns(
                    "and the steps",
                    GateColumn("steps", (fun layer -> Formula.Identifier("a").Sub layer), steps)
                )
            ]

    override _.Map change =
        ExactSumGates(list [ for step in steps -> change.Invoke step ])

    override _.Coefficient(weights, layer, register) =
        steps[layer] * weights.Preconditioner register

    override _.Remember(ring, layer, attention, registers) =
        let fresh = Seq.reduce (fun left right -> ring.Add(left, right)) attention

        list
            [
                if layer = 0 then
                    fresh
                else
                    ring.Add(fresh, registers[layer - 1][0])
            ]

    override _.Increment(ring, layer, registers) =
        list [ ring.Scale(steps[layer], registers[layer][0]) ]

let private isFilled (form: CanonicalForm) layer =
    Seq.exists (fun register -> not form[layer, register].IsZero) [ 0..layer ]

/// C_{l,j} = a_l A_j: every row is a multiple of the last one that is not zero, as far as it goes.
type SumArchitecture() =
    inherit Architecture()

    let running = Architecture.Find "dynamic"

    override _.Name = "sum"
    override _.Title = "one register that forgets nothing"
    override _.Update = running.Update
    override _.Coefficient = running.Coefficient
    override _.Condition = "the rows of C are multiples of one row, each as far as it goes"

    override _.FindObstruction form =
        match Seq.tryFindBack (isFilled form) [ 0 .. form.Layers - 1 ] with
        | None -> null
        | Some last ->
            [ 0 .. last - 1 ]
            |> Seq.collect (fun layer ->
                let pairs =
                    list
                        [
                            for register in 0..layer -> struct (struct (layer, register), struct (last, register))
                        ]

                let isSilent = Seq.forall (fun register -> form[last, register].IsZero) [ 0..layer ]

                match [ 0..layer ] |> List.tryFind (fun register -> not form[layer, register].IsZero) with
                | Some register when isSilent ->
                    let place = CoefficientReference.First(form, layer, register)
                    [ ViolatedIdentity.Check(form, list [ place ], list []) ]
                | _ -> [ ViolatedIdentity.OfMultiple(form, pairs) ])
            |> Seq.tryFind (isNull >> not)
            |> Option.toObj

    override this.Construct form =
        let last =
            Seq.tryFindBack (isFilled form) [ 0 .. form.Layers - 1 ]
            |> Option.defaultValue 0

        let share layer =
            [ 0 .. min layer last ]
            |> Seq.tryFind (fun register -> not form[last, register].IsZero)
            |> Option.map (fun register -> Proportionality.Ratio(form[layer, register], form[last, register]))
            |> Option.defaultValue RationalFunction.Zero

        ExactWeights(
            this,
            list
                [
                    for register in 0 .. form.Layers - 1 ->
                        list [ ExactHead.Gradient form[max register last, register] ]
                ],
            ExactSumGates(list [ for layer in 0 .. form.Layers - 1 -> share layer ])
        )

let private steps = GateParameters "steps"

/// a_l, one for each layer.
type SumGates(steps: IReadOnlyList<float>) =
    inherit NetworkGates()

    member _.Steps = steps

    override _.Architecture: NetworkArchitecture = SumNetwork.Instance
    override _.At(layer, _, _) = Gate.Scalar steps[layer]

    override _.Arrays _ =
        list
            [
                GateArray("steps", list [ steps.Count ], list [ for step in steps -> Gate.Scalar step :> Gate ])
            ]

    override _.Repeated _ = null

    override _.Varied vary =
        seq {
            for layer in 0 .. steps.Count - 1 do
                for other in vary.Invoke(Gate.Scalar steps[layer]) do
                    SumGates(
                        list
                            [
                                for l in 0 .. steps.Count - 1 -> if l = layer then other.At(0, 0, 1) else steps[l]
                            ]
                    )
        }

    override _.Unused = []

    override _.Check weights =
        if steps.Count <> weights.Layers then
            invalidArg "weights" $"{steps.Count} steps for {weights.Layers} layers"

    override _.Equals other =
        match other with
        | :? SumGates as gates -> Seq.forall2 (=) gates.Steps steps
        | _ -> false

    override _.GetHashCode() = steps.Count

/// The same with numbers, for training, files and audits.
and SumNetwork private () =
    inherit NetworkArchitecture()

    static member val Instance = SumNetwork()

    override _.Name = "sum"
    override _.Parameters = list [ steps ]

    override _.Gate(_, layer, _) = list [ GateFactor(steps, layer) ]
    override _.Start(design, _) = 1.0 / float design.Layers
    override _.Gates source = SumGates(source.OfLayers steps)

    override _.From exact =
        match exact.Gates with
        | :? ExactSumGates as gates -> SumGates(list [ for step in gates.Steps -> ExactNumbers.Of step ])
        | _ -> null

    override _.Freedom layers = 2 * layers - 1
    override _.TiedFreedom(_, block, _) = block
