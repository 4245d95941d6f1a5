/// Files as people of the field have them, real ones and ones built in published layouts: each gives its method, or the reason
/// why it has none.
module Memformer.Tests.Auditing.FieldFileTests

open System.IO
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Problems
open Memformer.Tests
open Memformer.Theory

let private folder = Golden.shared "checkpoints/field"

let private auditOf (choice: ReadingChoice) file =
    let checkpoint = Checkpoint.Read(Path.Combine(folder, file), choice)

    let options =
        AuditOptions(Law = DataLaw.Isotropic checkpoint.Weights.Dimension, Context = choice.Context, Prompts = 100)

    let audit = Audit.Of(checkpoint.Weights, options)
    ReadingDoubt.Check(audit, checkpoint)
    audit

let private atTwenty = ReadingChoice(Context = 20)

/// The file is this method with these parameters, this near.
let private is file choice name (parameters: float list) tolerance =
    testCase file (fun () ->
        let audit = auditOf choice file
        // One layer alone names no method: several share its step.
        let fit = audit.Method.Simplest
        Expect.equal fit.Name name "method"

        let found =
            [
                for parameter in fit.Parameters do
                    yield! parameter.Values |> Seq.map (fun value -> value.GetValueOrDefault nan)
            ]

        for actual, expected in List.zip found parameters do
            Expect.isLessThan (abs (actual - expected)) (tolerance * expected) $"{found}")

let private isOutside file (reasons: string list) =
    testCase file (fun () ->
        let failure = Expect.throwsC (fun () -> auditOf atTwenty file |> ignore) id
        Expect.isTrue (failure :? InvalidInputException) $"{failure}"
        Expect.isFalse (failure.Message.Contains '\n') "one line"

        for reason in reasons do
            Expect.stringContains failure.Message reason file)

let private hasNoMethod file =
    testCase file (fun () -> Expect.isNull (auditOf atTwenty file).Method.Chosen "no method")

// The built files hold single-precision numbers: 6e-8 relative, a few times over in a product of four matrices.
let private single = 1e-6

let private gradientDescent file =
    is file atTwenty "gradient-descent" [ 0.3 ] single

[<Tests>]
let tests =
    testList
        "files of the field"
        (if not (Directory.Exists folder) then
             [
                 testCase "their methods" (fun () -> skiptest "no ../shared/checkpoints/field beside the checkout")
             ]
         else
             [
                 for file in
                     [
                         "argparse_namespace.pth"
                         "bare-tensor.pt"
                         "full-PQ.pth"
                         "layers_P_Q_no_heads.pth"
                         "looped_one_layer.pth"
                         "lsa_qkvo.pth"
                         "numpy_array.pth"
                         "numpy_scalars.pth"
                         "oswald_params.npz"
                         "oswald_params.pkl"
                         "zfb_WPV_WKQ.pth"
                     ] do
                     gradientDescent file

                 // Its weights were stirred by 0.67 %.
                 is "ahn_hist_dict.pth" atTwenty "gradient-descent" [ 0.3 ] 0.01

                 for file in
                     [
                         "dutta-gamma-L.pth"
                         "dutta-gamma-tokens.pth"
                         "dutta-gamma-tokens-alpha-L.pth"
                     ] do
                     is file atTwenty "heavy-ball" [ 0.25; 1.0 / 3.0 ] single

                 // Its published step is 4.15 at n = 10, and its preconditioner 3 % from I.
                 is "sirotenko-lsa1-params.pkl" (ReadingChoice(Context = 10)) "gradient-descent" [ 4.15 ] 0.04
                 is "sirotenko-lsa1-converted.pth" (ReadingChoice(Context = 10)) "gradient-descent" [ 4.15 ] 0.04
                 hasNoMethod "softmax-trained.pth"
                 hasNoMethod "untrained.pth"

                 isOutside
                     "sirotenko-twolayer-params.pkl"
                     [
                         "not in the family"
                         "does not say the kind of attention"
                         "worse than answering 0"
                     ]

                 for file in
                     [
                         "shou-yue-final-lsa-2layer-numpy-scalars.pt"
                         "shou-yue-exp-lsa-2layer.pt"
                         "shou-yue-exp-softmax-2layer.pt"
                         "barista-induction.pt"
                     ] do
                     isOutside file [ "not in the family"; "normalisation" ]

                 isOutside "pavelpaha-training-info.pt" [ "no tensors" ]
                 isOutside "pehlevan-metrics.pkl" [ "no tensors" ]
                 isOutside "flexcode-lfs-pointer.pt" [ "git lfs pull" ]
                 isOutside "torchscript.pt" [ "torch.jit.load" ]
                 isOutside "whole-module.pth" [ "state_dict()" ]
                 isOutside "metadata-null.safetensors" [ "__metadata__" ]
             ])
