/// Compares the JSON of a derivation with the derivation: every coefficient, weight and gate is read back.
module Memformer.Tests.DerivationReading

open System.Text.Json
open Expecto
open Memformer.Theory.Algebra
open Memformer.Theory.Derivations
open Memformer.Theory.Networks

let private items (array: JsonElement) = List.ofSeq (array.EnumerateArray())

let private text (found: JsonElement) = found.GetString()

/// A head's 2×2 blocks: the inner ones d×d, the corner a number.
let private expectBlocks matrix scalar (expected: BlockMatrix) (rows: JsonElement) =
    let entry (row: int) (column: int) : string = text (rows[row][column])
    Expect.equal (matrix (entry 0 0)) expected[0, 0] "inner block"
    Expect.equal (entry 0 1, entry 1 0) ("0", "0") "outer blocks"
    Expect.equal (MatrixPolynomial.Scalar(scalar (entry 1 1), Dimension.One)) expected[1, 1] "corner"

let private expectGates scalar (weights: ExactWeights) layer (gates: JsonElement) =
    let number found = scalar (text found)

    for table in weights.Gates.Tables do
        match table with
        | :? GateTable.Columns as columns ->
            for column in columns.All do
                Expect.equal (number (gates.GetProperty column.Key)) column.Values[layer] column.Key

                if column.Update.HasValue then
                    let update = (string column.Update.Value).ToLowerInvariant()
                    Expect.equal (text (gates.GetProperty "update")) update "update"
        | :? GateTable.Triangle as triangle ->
            let heads (found: JsonElement) =
                if weights.HeadCount = 1 then
                    [ number found ]
                else
                    items found |> List.map number

            Expect.equal
                (items (gates.GetProperty triangle.Key) |> List.map heads)
                [ for gates in triangle.Gates.Rows[layer] -> List.ofSeq gates ]
                triangle.Key
        | _ -> failtest $"a table of {table.GetType().Name}"

/// Fails unless the JSON says all that there is to say.
let expectWhole (derivation: Derivation) (json: string) =
    use document = JsonDocument.Parse json
    let get (key: string) = document.RootElement.GetProperty key
    let parameters = derivation.Method.Parameters
    let matrix = InfixReading.matrix parameters
    let scalar = InfixReading.scalar parameters
    let form = derivation.Unrolling.Coefficients
    Expect.equal (text (get "method")) derivation.Method.Name "method"
    Expect.equal (text (get "definition")) (derivation.Method.ToString()) "definition"
    Expect.equal (text (get "architecture")) derivation.Architecture.Name "architecture"
    Expect.equal ((get "layers").GetInt32()) form.Layers "layers"
    Expect.equal ((get "steps").GetInt32()) derivation.Unrolling.Steps "steps"
    Expect.equal ((get "anyStart").GetBoolean()) (isNull derivation.Unrolling.StartCoefficient) "any start"
    Expect.equal ((get "realizable").GetBoolean()) derivation.Realization.IsRealizable "realizable"

    Expect.equal
        [
            for row in items (get "coefficients") -> items row |> List.map (text >> matrix)
        ]
        [ for l in 0 .. form.Layers - 1 -> [ for j in 0..l -> form[l, j] ] ]
        "coefficients"

    Expect.equal
        [
            for proof in items (get "proofs") ->
                text (proof.GetProperty "name"), (proof.GetProperty "holds").GetBoolean()
        ]
        [ for proof in derivation.Proofs -> proof.Name, proof.Holds ]
        "proofs"

    match derivation.Realization.Weights with
    | null -> Expect.isEmpty (items (get "weights")) "no weights"
    | weights ->
        Expect.hasLength (items (get "weights")) weights.Layers "weights"

        for layer, found in List.indexed (items (get "weights")) do
            Expect.equal ((found.GetProperty "layer").GetInt32()) layer "layer"
            expectGates scalar weights layer (found.GetProperty "gates")

            for key, part in [ "P", (fun (head: ExactHead) -> head.P); "Q", (fun head -> head.Q) ] do
                let heads =
                    if weights.HeadCount = 1 then
                        [ found.GetProperty key ]
                    else
                        items (found.GetProperty key)

                Expect.hasLength heads weights.HeadCount key

                for head, rows in Seq.zip weights.Heads[layer] heads do
                    expectBlocks matrix scalar (part head) rows
