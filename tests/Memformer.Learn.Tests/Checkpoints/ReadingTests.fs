/// How files are read into networks: one planted network for each form of gates that published code writes, and one for
/// each ambiguity, which is stated and never guessed at.
module Memformer.Tests.Checkpoints.ReadingTests

open System
open System.IO
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests.Checkpoints.Archives
open Memformer.Tests.TemporaryFolder
open Memformer.Theory

let private layers = 4
let private d = 3
let private n = 7
let private eta = 0.25
let private beta = 1.0 / 3.0

/// A tensor of a file: its name, its shape, and the number at each index.
let private planted (name: string) (shape: int list) (value: int list -> float) =
    let rec indices =
        function
        | [] -> [ [] ]
        | extent :: rest ->
            [
                for first in 0 .. extent - 1 do
                    for others in indices rest -> first :: others
            ]

    name, shape, [ for index in indices shape -> float32 (value index) ]

/// Runs an action on a file of these tensors.
let private withFile (tensors: (string * int list * float32 list) list) action =
    onFile "model.pth" (torchFile tensors) action

/// allparam of d×d blocks with A = step(layer, head) · I; the code's Q is −A.
let private blocks heads step =
    planted "allparam" [ layers; heads; 2; d; d ] (function
        | [ layer; head; 1; row; column ] when row = column -> -(step layer head)
        | _ -> 0.0)

/// The same with matrices whole: P's only entry is its last.
let private whole heads step =
    planted "allparam" [ layers; heads; 2; d + 1; d + 1 ] (function
        | [ layer; head; 1; row; column ] when row = column && row < d -> -(step layer head)
        | [ _; _; 0; row; column ] when row = d && column = d -> 1.0
        | _ -> 0.0)

let private perLayer name value =
    planted name [ layers ] (fun _ -> value)

let private perToken name value =
    planted name [ layers; 1; n + 1; d + 1 ] (fun _ -> value)

let private read (path: string) = Checkpoint.Read path

/// The canonical form of the heavy ball: η β^(l − j).
let private isHeavyBall (checkpoint: Checkpoint) =
    let audit =
        Audit.Of(checkpoint.Weights, AuditOptions(Law = DataLaw.Isotropic d, Context = n, Prompts = 0))

    Expect.equal audit.Form.Layers layers "layers"

    for layer in 0 .. layers - 1 do
        for register in 0..layer do
            let c = audit.Form[layer, register]
            let expected = eta * beta ** float (layer - register)

            for row in 0 .. d - 1 do
                for column in 0 .. d - 1 do
                    // The file holds single precision: three factors, each rounded by 6e-8.
                    Expect.isLessThan
                        (abs (c[row, column] - (if row = column then expected else 0.0)))
                        1e-6
                        $"C[{layer}, {register}][{row}, {column}]"

let private form name tensors =
    testCase name (fun () -> withFile tensors (fun path -> isHeavyBall (read path)))

let private ambiguous name (choices: string list) tensors =
    testCase name (fun () ->
        withFile tensors (fun path ->
            let failure = Expect.throwsC (fun () -> read path |> ignore) id
            Expect.isTrue (failure :? InvalidInputException) (failure.GetType().Name)
            Expect.isFalse (failure.Message.Contains '\n') "one line"

            for choice in choices do
                Expect.stringContains failure.Message $"(schema {choice})" "what to choose"
                Checkpoint.Read(path, choice) |> ignore))

let private step _ _ = eta

/// Dense blocks, as of a network that rewrites its features.
let private dense size =
    planted "allparam" [ layers; 1; 2; size; size ] (fun index ->
        cos (float (List.fold (fun s i -> 7 * s + i) 3 index)))

[<Tests>]
let tests =
    testList
        "readings"
        [
            testList
                "heavy ball in each form of gates"
                [
                    form "alpha and gamma of each layer" [ blocks 1 step; perLayer "alpha" 1.0; perLayer "gamma" beta ]
                    form "gamma_param alone" [ blocks 1 step; perLayer "gamma_param" beta ]
                    form "gamma of each layer alone" [ blocks 1 step; perLayer "gamma" beta ]
                    form
                        "alpha, beta and gamma of each layer"
                        [
                            blocks 2 (fun _ _ -> eta)
                            perLayer "alpha" 2.0
                            perLayer "beta" beta
                            perLayer "gamma" 0.25
                        ]
                    form
                        "alpha, beta and gamma of each layer and head"
                        [
                            blocks 2 (fun _ head -> if head = 0 then eta else 3.0 * eta)
                            planted "alpha" [ layers; 2 ] (fun _ -> 2.0)
                            planted "beta" [ layers; 2 ] (fun _ -> beta)
                            planted "gamma" [ layers; 2 ] (fun index -> if index[1] = 0 then 0.25 else 1.0 / 12.0)
                        ]
                    form "gamma of each token alone" [ blocks 1 step; perToken "gamma" beta ]
                    form
                        "gamma of each token with alpha of each layer"
                        [ blocks 1 (fun _ _ -> 0.5); perToken "gamma" beta; perLayer "alpha" 0.5 ]
                    form
                        "experts whose weights are shares"
                        [
                            blocks 2 (fun _ head -> if head = 0 then 0.5 * eta else 2.5 * eta)
                            planted "gamma" [ layers; 2; 1; n + 1; d + 1 ] (fun _ -> beta)
                            planted "gate" [ 2 ] (fun index -> if index[0] = 0 then 0.75 else 0.25)
                        ]
                ]

            testCase "the memory of all registers in either update form" (fun () ->
                let first = perToken "alpha" 0.5
                let name, shape, values = first

                let unused =
                    name,
                    shape,
                    [
                        for index, value in List.indexed values -> if index >= 3 * (n + 1) * (d + 1) then 0f else value
                    ]

                withFile [ blocks 1 step; first ] (fun path ->
                    Expect.equal (read path).Source.Schema "lfom-accumulated" "all gates")

                withFile [ blocks 1 step; unused ] (fun path ->
                    Expect.equal (read path).Source.Schema "lfom-residual" "the last gate unused"))

            testCase "gates that are zero are a network without memory, and that is said" (fun () ->
                withFile [ blocks 1 step; perToken "gamma" 0.0 ] (fun path ->
                    let reading = (read path).Source.Reading
                    Expect.equal reading.Layout "plain" "layout"
                    Expect.equal [ for tensor in reading.Unused -> tensor.Tensor ] [ "gamma" ] "unused"))

            testCase "whole matrices are recognised by what they leave at zero" (fun () ->
                withFile [ whole 1 step ] (fun path ->
                    let checkpoint = read path
                    Expect.equal checkpoint.Weights.Dimension d "d"

                    Expect.exists
                        checkpoint.Source.Reading.Assumed
                        (fun sentence -> sentence.Contains "P and Q whole")
                        "said"))

            testCase "whole matrices beside gates of a known width" (fun () ->
                withFile [ dense (d + 1); perToken "gamma" beta ] (fun path ->
                    Expect.equal (read path).Weights.Dimension d "d"))

            testCase "dense blocks are blocks, and that is said" (fun () ->
                withFile [ dense d ] (fun path ->
                    let checkpoint = read path
                    Expect.equal checkpoint.Weights.Dimension d "d"
                    Expect.isNonEmpty checkpoint.Source.Reading.Assumed "said"))

            ambiguous
                "matrices that may be blocks or whole"
                [ "plain"; "full" ]
                [
                    planted "allparam" [ layers; 1; 2; d; d ] (function
                        | [ _; _; 1; row; column ] when row < d - 1 && column < d - 1 -> 0.5
                        | [ _; _; 0; _; _ ] -> 0.25
                        | _ -> 0.0)
                ]

            ambiguous
                "gates of a memory that are zero beside a momentum gate that is not"
                [ "plain"; "momentum-gate" ]
                [ blocks 1 step; perToken "alpha" 0.0; perToken "gamma" beta ]

            ambiguous
                "experts whose weights are no shares"
                [ "experts"; "experts-softmax" ]
                [
                    blocks 2 step
                    planted "gamma" [ layers; 2; 1; n + 1; d + 1 ] (fun _ -> beta)
                    planted "gate" [ 2 ] (fun index -> float index[0] - 1.0)
                ]

            testCase "a tensor that belongs to the network and to no reading of it is a refusal" (fun () ->
                withFile [ blocks 1 step; perToken "delta" 1.0 ] (fun path ->
                    let failure = Expect.throwsC (fun () -> read path |> ignore) id
                    Expect.stringContains failure.Message "'delta'" "named"))

            testCase "this project's own names are read behind any prefix" (fun () ->
                let named prefix =
                    [
                        for layer in 0..1 do
                            planted $"{prefix}layers.{layer}.heads.0.P" [ d + 1; d + 1 ] (fun index ->
                                if index = [ d; d ] then 1.0 else 0.0)

                            planted $"{prefix}layers.{layer}.heads.0.Q" [ d + 1; d + 1 ] (fun index ->
                                if index[0] = index[1] && index[0] < d then -eta else 0.0)
                    ]

                for prefix in
                    [
                        ""
                        "state_dict."
                        "model_state_dict."
                        "net."
                        "module."
                        "_orig_mod."
                        "model.module."
                    ] do
                    withFile (named prefix) (fun path -> Expect.equal (read path).Weights.Layers 2 prefix))

            testCase "the paragraph says the attention, the tensors and the sizes" (fun () ->
                withFile [ blocks 1 step; perLayer "gamma" beta ] (fun path ->
                    let checkpoint = read path
                    let text = checkpoint.Source.Reading.Describe checkpoint.Weights
                    Expect.stringContains text "read as linear attention; the file does not say" "attention"
                    Expect.stringContains text "Tensors used: allparam, gamma." "used"
                    Expect.stringContains text "d = 3, n not recorded, L = 4, H = 1" "sizes"))
        ]
