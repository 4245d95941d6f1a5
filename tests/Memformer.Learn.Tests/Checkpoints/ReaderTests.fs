/// What the readers make of numbers: types, byte orders, compression.
module Memformer.Tests.Checkpoints.ReaderTests

open System
open System.IO
open System.IO.Compression
open Expecto
open Memformer.Learn.Checkpoints.Formats
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Tests.Checkpoints.Archives
open Memformer.Tests.TemporaryFolder

let private read content =
    onFile "model" content (fun path -> ModelFileReader.Read path)

let private typeOf (name: string) =
    ElementType.All |> Seq.find (fun candidate -> candidate.Name = name)

/// Reference encodings: IEEE 754 for 16 to 64 bits, Micikevicius et al. (arXiv:2209.05433, table 1) for 8.
let private encodings: (string * byte[] * float) list =
    [
        "F64", [| 0uy; 0uy; 0uy; 0uy; 0uy; 0uy; 0xF8uy; 0xBFuy |], -1.5
        "F32", [| 0uy; 0uy; 0xC0uy; 0xBFuy |], -1.5
        "F16", [| 0x00uy; 0xBEuy |], -1.5
        "F16", [| 0x01uy; 0x00uy |], 2.0 ** -24.0
        "BF16", [| 0xC0uy; 0xBFuy |], -1.5
        "F8_E4M3", [| 0x38uy |], 1.0
        "F8_E4M3", [| 0xFEuy |], -448.0
        "F8_E4M3", [| 0x01uy |], 2.0 ** -9.0
        "F8_E5M2", [| 0x3Cuy |], 1.0
        "F8_E5M2", [| 0x7Buy |], 57344.0
        "F8_E5M2", [| 0x01uy |], 2.0 ** -16.0
        "F8_E5M2", [| 0xFCuy |], -infinity
        "I64", BitConverter.GetBytes Int64.MinValue, -(2.0 ** 63.0)
        "I32", BitConverter.GetBytes -7, -7.0
        "I16", BitConverter.GetBytes -7s, -7.0
        "I8", [| 0xF9uy |], -7.0
        "U64", BitConverter.GetBytes UInt64.MaxValue, 2.0 ** 64.0
        "U32", BitConverter.GetBytes UInt32.MaxValue, 4294967295.0
        "U16", BitConverter.GetBytes UInt16.MaxValue, 65535.0
        "U8", [| 0xF9uy |], 249.0
        "BOOL", [| 1uy |], 1.0
    ]

/// An archive with one tensor of 32-bit numbers.
let private archive level (order: string) (numbers: byte[]) =
    zip
        level
        [
            "a/data.pkl", pickle [ dictionary [ "w", tensor "0" 2 0 [ 2 ] [ 1 ] ] ]
            "a/byteorder", Text.Encoding.ASCII.GetBytes order
            "a/data/0", numbers
        ]

let private bigEndian =
    Array.collect (fun (value: float32) -> Array.rev (BitConverter.GetBytes value))

[<Tests>]
let tests =
    testList
        "Readers"
        [
            testCase "every type of number has its reference value" (fun () ->
                for name, bytes, expected in encodings do
                    Expect.equal ((typeOf name).Read bytes) expected $"{name} {Convert.ToHexString bytes}"

                let tested = encodings |> List.map (fun (name, _, _) -> name) |> List.distinct
                Expect.equal (List.length tested) ElementType.All.Count "types tested")

            testCase "not-a-numbers of 8 bits" (fun () ->
                for name, bits in [ "F8_E4M3", 0x7Fuy; "F8_E4M3", 0xFFuy; "F8_E5M2", 0x7Duy; "F8_E5M2", 0xFFuy ] do
                    Expect.isTrue (Double.IsNaN((typeOf name).Read(ReadOnlySpan [| bits |]))) $"{name} {bits:X2}")

            testCase "an archive of either byte order, stored or compressed, holds the same numbers" (fun () ->
                for level in [ CompressionLevel.NoCompression; CompressionLevel.SmallestSize ] do
                    for order, numbers in [ "little", floats [ 1.5f; -2f ]; "big", bigEndian [| 1.5f; -2f |] ] do
                        let file = read (archive level order numbers)
                        Expect.equal (file.Find "w").Values [| 1.5; -2.0 |] $"{level} {order}")

            testCase "a file that is one tensor" (fun () ->
                let file =
                    read (torch (tensor "0" 4 0 [ 2; 2 ] [ 1; 2 ]) [ "0", floats [ 1f; 2f; 3f; 4f ] ])

                Expect.equal [ for entry in file.Tensors -> entry.Key ] [ "tensor" ] "name"

                Expect.equal
                    ((file.Find "tensor").Matrix())
                    (array2D [ [ 1.0; 3.0 ]; [ 2.0; 4.0 ] ])
                    "transposed by its strides")

            testCase "safetensors may hold scalars, empty tensors, and spaces behind the header" (fun () ->
                let header =
                    """{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]}}   """

                let file = read (safetensors header None (floats [ 2.5f ]))
                Expect.equal ((file.Find "s").At()) 2.5 "scalar"
                Expect.equal (file.Find "e").Values [||] "empty")
        ]
