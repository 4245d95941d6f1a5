/// Files go both ways between this program and PyTorch; Debian's python3-torch is the other side.
module Memformer.Tests.Checkpoints.PyTorchInteropTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Learn.Checkpoints.Formats
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Learn.Models
open Memformer.Tests
open Memformer.Tests.Checkpoints.JsonMatrix

let private script = PyTorch.script "pytorch_networks.py"

let private readsWhatPyTorchWrites folder =
    PyTorch.succeed [ script; "write"; folder ] |> ignore

    use manifest =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))

    for entry in manifest.RootElement.EnumerateArray() do
        let file = (entry.GetProperty "file").GetString()
        let checkpoint = Checkpoint.Read(Path.Combine(folder, file))
        Expect.equal checkpoint.Source.Schema ((entry.GetProperty "schema").GetString()) $"{file}: schema"

        let states =
            NetworkForward.States(checkpoint.Weights, transpose (matrix (entry.GetProperty "prompt")))

        let expected = transpose (matrix (entry.GetProperty "output"))

        Seq.iter2
            // Both sides compute in double precision from the same stored numbers; only the order of sums differs.
            (fun actual expected -> Expect.floatClose Accuracy.high actual expected $"{file}: output")
            (Seq.cast<float>(Seq.last states))
            (Seq.cast<float> expected)

let private tensorsOf (path: string) =
    [
        for entry in ModelFileReader.Read(path).Tensors ->
            entry.Key, List.ofSeq entry.Value.Shape, List.ofArray entry.Value.Values
    ]

let private pythonReadsWhatWeWrite folder =
    let paths =
        [
            for seed in 1..20 do
                let checkpoint = Checkpoint(SampleNetworks.random seed)

                for extension, format in [ "safetensors", FileFormat.Safetensors; "pth", FileFormat.PyTorch ] do
                    let path = Path.Combine(folder, $"{seed}.{extension}")
                    checkpoint.Write(path, format)
                    path
        ]

    use output = JsonDocument.Parse(PyTorch.succeed (script :: "read" :: paths))

    for path, file in Seq.zip paths (output.RootElement.EnumerateArray()) do
        let seen =
            [
                for entry in file.EnumerateArray() ->
                    (entry.GetProperty "name").GetString(),
                    [
                        for extent in entry.GetProperty("shape").EnumerateArray() -> extent.GetInt32()
                    ],
                    [
                        for value in entry.GetProperty("values").EnumerateArray() -> value.GetDouble()
                    ]
            ]

        Expect.equal seen (tensorsOf path) path
        let seed = int (Path.GetFileNameWithoutExtension path)
        Expect.equal (Checkpoint.Read path).Weights (SampleNetworks.random seed) path

[<Tests>]
let tests =
    testList
        "PyTorch interop"
        [
            testCase "what PyTorch writes is read, and computes the same" (fun () ->
                PyTorch.inFolder readsWhatPyTorchWrites)
            testCase "what is written, Python reads" (fun () -> PyTorch.inFolder pythonReadsWhatWeWrite)
        ]
