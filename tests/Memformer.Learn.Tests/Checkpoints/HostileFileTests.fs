/// Hostile safetensors files, and files of no kind.
module Memformer.Tests.Checkpoints.HostileFileTests

open System
open System.IO
open System.IO.Compression
open System.Text
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Theory
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests.Checkpoints.Archives
open Memformer.Tests.Checkpoints.HostileFile

let private entry dtype shape ``begin`` ``end`` =
    $"""{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{``begin``},{``end``}]}}"""

let private safetensorsTests =
    let of' header buffer = safetensors header None buffer

    testList
        "safetensors"
        [
            refuses "a header longer than the file" "lie outside" (safetensors "{}" (Some 1000UL) [||])
            refuses
                "a header that claims 10 GB"
                "claims 10000000000 bytes"
                (safetensors "{}" (Some 10_000_000_000UL) [||])
            refuses
                "a header that claims 2^64 - 1 bytes"
                "claims 18446744073709551615 bytes"
                (safetensors "{}" (Some UInt64.MaxValue) [||])
            refuses
                "a tensor that claims 10 GB"
                "more than"
                (of' $"""{{"a":{entry "F32" "[2500,1000000]" 0 10_000_000_000L}}}""" [||])
            refuses
                "extents whose product overflows"
                "more than"
                (of' $"""{{"a":{entry "F32" "[4000000,4000000,4000000,4000000]" 0 4}}}""" [||])
            refuses
                "a shape that disagrees with the bytes"
                "'a': data_offsets"
                (of' $"""{{"a":{entry "F32" "[3]" 0 8}}}""" (Array.zeroCreate 8))
            refuses
                "overlapping tensors"
                "overlaps"
                (of' $"""{{"a":{entry "F32" "[2]" 0 8},"b":{entry "F32" "[2]" 4 12}}}""" (Array.zeroCreate 12))
            refuses
                "a hole"
                "hole"
                (of' $"""{{"a":{entry "F32" "[1]" 0 4},"b":{entry "F32" "[1]" 8 12}}}""" (Array.zeroCreate 12))
            refuses
                "bytes after the last tensor"
                "the file has 8"
                (of' $"""{{"a":{entry "F32" "[1]" 0 4}}}""" (Array.zeroCreate 8))
            refuses
                "a duplicate key"
                "occurs twice"
                (of' $"""{{"a":{entry "F32" "[0]" 0 0},"a":{entry "F32" "[0]" 0 0}}}""" [||])
            refuses "a duplicate key of the metadata" "occurs twice" (of' """{"__metadata__":{"a":"1","a":"2"}}""" [||])
            refuses
                "metadata that is not strings"
                "found a number, expected a string"
                (of' """{"__metadata__":{"a":1}}""" [||])
            refuses
                "an unknown dtype"
                "dtype 'F128'"
                (of' $"""{{"a":{entry "F128" "[1]" 0 16}}}""" (Array.zeroCreate 16))
            refuses
                "an unknown key"
                "unknown key"
                (of' """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"x":1}}""" (Array.zeroCreate 4))
            refuses
                "a negative extent"
                "whole numbers from 0"
                (of' $"""{{"a":{entry "F32" "[-1]" 0 4}}}""" (Array.zeroCreate 4))
            refuses
                "a tensor among the snapshots of a history that is none"
                "'hist.1' is named as a snapshot"
                (of'
                    $"""{{"hist.0":{entry "F32" "[1,1,2,1,1]" 0 8},"hist.1":{entry "F32" "[1,1,1,1,1]" 8 12},"hist.5":{entry "F32" "[1,1,2,1,1]" 12 20}}}"""
                    (Array.zeroCreate 20))
            refuses "deeply nested JSON" "safetensors header" (of' ("{\"a\":" + String('[', 100_000)) [||])
            refuses
                "a wrong word before many lines"
                "JSON not as expected at line 1, byte 7"
                (of' ("{\"a\":twenty" + String('\n', 1000)) [||])
            refuses
                "invalid UTF-8"
                "safetensors header"
                (Array.concat [ BitConverter.GetBytes 9UL; "{\""B; [| 0xFFuy; 0xFEuy |]; "\":{}}"B ])
            refuses "no tensors" "no network found" (of' "{}" [||])
        ]

let private otherTests =
    testList
        "other files"
        [
            refuses "an empty file" "is empty" [||]
            refuses "one byte" "expected a safetensors file" [| 1uy |]
            refuses "a text" "begins with 'Dear reader" (Encoding.UTF8.GetBytes "Dear reader, this is no checkpoint.\n")
            refuses "control characters" "begins with '\uFFFD" (Array.create 100 7uy)
            refuses "a bare pickle without tensors" "holds no tensors" (pickle [ "N" ])

            testCase "a directory" (fun () ->
                let message =
                    (Expect.throwsC (fun () -> Checkpoint.Read(Path.GetTempPath()) |> ignore) id).Message

                Expect.stringContains message "is a directory" "what")

            testCase "a file that is not there" (fun () ->
                let message =
                    (Expect.throwsC (fun () -> Checkpoint.Read "/no/such/file.pth" |> ignore) id).Message

                Expect.stringContains message "/no/such/file.pth: no such file" "what")

            testCase "an unknown schema is wrong usage" (fun () ->
                Expect.throwsT<UsageException>
                    (fun () -> Checkpoint.Read("/no/such/file.pth", "keras") |> ignore)
                    "schema")

            testCase "a covariance that only rounding makes definite" (fun () ->
                let weights =
                    NetworkWeights(
                        [| [| AttentionHead.Gradient(Array2D.zeroCreate 2 2) |] |],
                        NetworkGates.None(),
                        Nullable()
                    )

                let law = DataLaw(array2D [ [ 1.0; 0.5 ]; [ 0.5; 1.0 ] ])
                use stream = new MemoryStream()
                Checkpoint(weights, Law = law).Write(stream, FileFormat.Safetensors)
                let text = Encoding.Latin1.GetString(stream.ToArray())
                // As many characters as before, so that the header keeps its length.
                let singular =
                    text
                        .Replace("[[1,0.5],[0.5,1]]", "[[1,1.0],[1.0,1]]")
                        .Replace("memformer.sha256", "memformer.sha2 6")

                let failure =
                    Expect.throwsC (fun () -> readAs ".safetensors" (Encoding.Latin1.GetBytes singular) |> ignore) id

                Expect.stringContains failure.Message "not positive definite" "what")

            testCase "the numbers of a file must be its own" (fun () ->
                // Metadata and tensors of different sizes.
                let header =
                    """{"__metadata__":{"memformer.architecture":"linear","memformer.sizes":"{\"layers\":2,\"heads\":1,\"dimension\":1,\"context\":3}"},"""
                    + $""""layers.0.heads.0.P":{entry "F64" "[2,2]" 0 32},"layers.0.heads.0.Q":{entry "F64" "[2,2]" 32 64}}}"""

                let failure =
                    Expect.throwsC
                        (fun () -> readAs ".safetensors" (safetensors header None (Array.zeroCreate 64)) |> ignore)
                        id

                Expect.stringContains failure.Message "metadata says" "what")
        ]

[<Tests>]
let tests = testList "hostile files" [ safetensorsTests; otherTests ]
