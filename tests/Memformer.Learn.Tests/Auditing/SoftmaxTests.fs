/// Networks of the same shapes that compute something else: trained with softmax attention, on the same task.
module Memformer.Tests.Auditing.SoftmaxTests

open System.IO
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Problems
open Memformer.Tests.Checkpoints

[<Tests>]
let tests =
    testCase "Networks trained with softmax attention are no methods" (fun () ->
        PyTorch.inFolder (fun folder ->
            PyTorch.succeed [ PyTorch.script "softmax_networks.py"; folder; "4" ] |> ignore
            let files = Directory.GetFiles(folder, "*.pth")
            Expect.hasLength files 4 "networks"

            for file in files do
                let weights = Checkpoint.Read(file).Weights
                let options = AuditOptions(Law = DataLaw.Isotropic 3, Context = 16, Prompts = 0)
                let audit = Audit.Of(weights, options)
                Expect.isNull audit.Method.Chosen "method"
                Expect.isGreaterThan audit.Family.Residual options.Tolerance "outside the family"))
