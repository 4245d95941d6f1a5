/// ONNX files written byte by byte: no exporter is at hand in tests, and hostile files come from none.
module Memformer.Tests.Behaviour.OnnxModel

open System.Text

let rec private varint (value: uint64) =
    if value < 128UL then
        [| byte value |]
    else
        Array.append [| byte (value &&& 127UL) ||| 128uy |] (varint (value >>> 7))

let private number field (value: int) =
    Array.append (varint (uint64 field <<< 3)) (varint (uint64 value))

let private bytes field (content: byte[]) =
    Array.concat
        [
            varint ((uint64 field <<< 3) ||| 2UL)
            varint (uint64 content.Length)
            content
        ]

let private text field (value: string) =
    bytes field (Encoding.UTF8.GetBytes value)

let private message field parts = bytes field (Array.concat parts)

/// A list of whole numbers.
let ints name (values: int list) =
    [ text 1 name; number 20 7; yield! values |> List.map (number 8) ]

/// A whole number.
let int name value =
    [ text 1 name; number 20 2; number 3 value ]

/// One operator.
let nodeOf domain operator inputs outputs attributes =
    message
        1
        [
            yield! inputs |> List.map (text 1)
            yield! outputs |> List.map (text 2)
            text 4 operator
            yield! attributes |> List.map (message 5)
            text 7 domain
        ]

let node operator inputs outputs attributes =
    nodeOf "" operator inputs outputs attributes

/// A tensor of double precision; an extent of 0 is left open.
let value field name (shape: int list) =
    let extents =
        [
            for extent in shape -> message 1 [ (if extent = 0 then text 2 "any" else number 1 extent) ]
        ]

    message field [ text 1 name; message 2 [ message 1 [ number 1 11; message 2 extents ] ] ]

/// A tensor whose numbers are in another file.
let external name location =
    message
        5
        [
            number 1 3
            number 2 11
            text 8 name
            message 13 [ text 1 "location"; text 2 location ]
            number 14 1
        ]

/// A model of nodes, initializers, inputs and outputs.
let model parts =
    Array.concat
        [
            number 1 8
            message 8 [ text 1 ""; number 2 13 ]
            message 7 (text 2 "graph" :: parts)
        ]

/// X (B, n, d), y (B, n, 1), query (B, 1, d) → (1/n) Σ y_i x_iᵀx_q: one step of gradient descent of size 1.
let gradientStep n d =
    model
        [
            node "Transpose" [ "query" ] [ "column" ] [ ints "perm" [ 0; 2; 1 ] ]
            node "MatMul" [ "X"; "column" ] [ "products" ] []
            node "Mul" [ "products"; "y" ] [ "terms" ] []
            node "ReduceMean" [ "terms" ] [ "answers" ] [ ints "axes" [ 1; 2 ]; int "keepdims" 0 ]
            value 11 "X" [ 0; n; d ]
            value 11 "y" [ 0; n; 1 ]
            value 11 "query" [ 0; 1; d ]
            value 12 "answers" [ 0 ]
        ]

/// One operator on tokens.
let ofTokens n d operator =
    model
        [
            operator
            value 11 "tokens" [ 0; n + 1; d + 1 ]
            value 12 "answers" [ 0; n + 1; d + 1 ]
        ]
