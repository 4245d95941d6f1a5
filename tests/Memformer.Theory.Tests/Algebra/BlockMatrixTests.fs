module Memformer.Tests.Algebra.BlockMatrixTests

open System
open Expecto
open FsCheck
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Tests.Algebra.Generators

let private ofRows (rows: MatrixPolynomial list list) =
    BlockMatrix.FromRows
        [|
            for row in rows -> List.toArray row :> System.Collections.Generic.IReadOnlyList<_>
        |]

/// Blocks of sizes d and 1 in both directions, as in the weights of a layer.
type Arbitraries =
    static member Block() =
        gen {
            let! corner = matrixPolynomial
            let! scales = Gen.listOfLength 3 rationalFunction
            let column = scales[0] * matrix w
            let row = scales[1] * w.Transpose() * corner

            return
                ofRows
                    [
                        [ corner; column ]
                        [ row; MatrixPolynomial.Scalar(scales[2], Dimension.One) ]
                    ]
        }
        |> Arb.fromGen

let private law name property =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with
            arbitrary = [ typeof<Arbitraries> ]
            maxTest = 50
        }
        name
        property

[<Tests>]
let tests =
    testList
        "block matrices"
        [
            law "they are a ring" (fun (p: BlockMatrix) (q: BlockMatrix) (r: BlockMatrix) ->
                p + q = q + p
                && (p + q) - q = p
                && (p * q) * r = p * (q * r)
                && p * (q + r) = p * q + p * r
                && (p - p).IsZero)
            law "transposition reverses products" (fun (p: BlockMatrix) (q: BlockMatrix) ->
                (p * q).Transpose() = q.Transpose() * p.Transpose()
                && p.Transpose().Transpose() = p)
            law "a gate of ones changes nothing, and gates multiply" (fun (p: BlockMatrix) (q: BlockMatrix) ->
                let one = RationalFunction.One
                let gate = array2D [ [ one; symbol "gamma" ]; [ number 2; one ] ]

                p.Hadamard(Array2D.create 2 2 one) = p
                && (p + q).Hadamard gate = p.Hadamard gate + q.Hadamard gate)
            test "blocks that do not fit name both shapes" {
                let rows = [ [ matrix h; matrix w ]; [ matrix x; matrix w ] ]

                Expect.throwsC (fun () -> ofRows rows |> ignore) (fun failure ->
                    Expect.equal failure.Message "Block (1, 0): the shapes d×d and d×n do not fit" "message")

                let oblong = ofRows [ [ matrix h; matrix w ] ]

                Expect.throwsC (fun () -> oblong * oblong |> ignore) (fun failure ->
                    Expect.equal failure.Message "Product: the shapes d×d|1 and d×d|1 do not fit" "message")

                Expect.throwsT<ArgumentException> (fun () -> BlockMatrix.FromRows [||] |> ignore) "no blocks"
            }
            test "the zero matrix has the sizes asked for" {
                let zero = BlockMatrix.Zero([| d; Dimension.One |], [| n; Dimension.One |])
                Expect.isTrue zero.IsZero "zero"

                Expect.equal
                    (Seq.toList zero.RowDimensions, Seq.toList zero.ColumnDimensions)
                    ([ d; Dimension.One ], [ n; Dimension.One ])
                    "sizes"

                Expect.equal (zero.ToString()) "[0, 0; 0, 0]" "text"
            }
        ]
