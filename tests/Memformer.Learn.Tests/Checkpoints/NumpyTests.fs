/// NumPy's files: what NumPy writes is read, what is written NumPy reads, and hostile arrays are refused.
module Memformer.Tests.Checkpoints.NumpyTests

open System
open System.Collections.Generic
open System.IO
open System.IO.Compression
open System.Text
open Expecto
open Memformer.Learn.Checkpoints.Formats
open Memformer.Learn.Checkpoints.Numpy
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Tests.Checkpoints.Archives
open Memformer.Tests.Checkpoints.HostileFile
open Memformer.Tests.TemporaryFolder

let private npy (header: string) (numbers: byte[]) =
    let padded = header.PadRight(117) + "\n"

    Array.concat
        [
            [| 0x93uy |]
            "NUMPY\001\000"B
            BitConverter.GetBytes(uint16 padded.Length)
            Encoding.ASCII.GetBytes padded
            numbers
        ]

let private npz entries =
    zip CompressionLevel.NoCompression entries

let private dictionary kind shape order =
    $"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}"

let private read bytes =
    onFile "model" bytes (fun path -> ModelFileReader.Read path)

let private doubles (values: float list) =
    values |> List.map BitConverter.GetBytes |> Array.concat

let private written tensors strings =
    use stream = new MemoryStream()

    NpzWriter.Write(
        stream,
        [| for name, tensor in tensors -> KeyValuePair(name, tensor) |],
        [| for name, text in strings -> KeyValuePair(name, text) |]
    )

    stream.ToArray()

let private hostile =
    let one = doubles [ 1.0 ]

    testList
        "hostile arrays"
        [
            refuses
                "objects"
                "type '|O'"
                (npz [ "a.npy", npy "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }" one ])
            refuses
                "a record type"
                "objects and records are not read"
                (npz
                    [
                        "a.npy", npy "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,), }" one
                    ])
            refuses
                "code for a shape"
                "no key 'shape'"
                (npz [ "a.npy", npy (dictionary "<f8" "(__import__('os'),)" "False") one ])
            refuses
                "a shape of 10^18 numbers"
                "more than"
                (npz [ "a.npy", npy (dictionary "<f8" "(1000000000, 1000000000)" "False") one ])
            refuses
                "extents whose product overflows"
                "more than"
                (npz
                    [
                        "a.npy", npy (dictionary "<f8" "(2000000000, 2000000000, 2000000000)" "False") one
                    ])
            refuses "too few bytes" "needs 2 numbers of 8" (npz [ "a.npy", npy (dictionary "<f8" "(2,)" "False") one ])
            refuses "too many axes" "9 axes" (npz [ "a.npy", npy (dictionary "<f8" "(1,1,1,1,1,1,1,1,1)" "False") one ])
            refuses
                "a width nobody has"
                "type f16"
                (npz [ "a.npy", npy (dictionary "<f16" "(1,)" "False") [| for _ in 1..16 -> 0uy |] ])
            refuses "no array" "is no NumPy array" (npz [ "a.npy", "PK"B ])
            refuses
                "a header longer than the file"
                "a header of 65535 bytes"
                (npz
                    [
                        "a.npy", Array.concat [ [| 0x93uy |]; "NUMPY\001\000"B; [| 255uy; 255uy |]; "{}"B ]
                    ])
            refuses
                "version 9"
                "NumPy format 9"
                (npz
                    [
                        "a.npy", Array.concat [ [| 0x93uy |]; "NUMPY\009\000"B; [| 255uy; 255uy |]; "{}"B ]
                    ])
            refuses
                "a text longer than its bytes"
                "a text of 400000000 characters"
                (npz [ "a.npy", npy (dictionary "<U400000000" "()" "False") one ])
        ]

let private byNumPy folder =
    let path = Path.Combine(folder, "a.npz")

    let program =
        "import numpy as np, sys\n"
        + "a = np.arange(24.0).reshape(2, 3, 4)\n"
        + "np.savez_compressed(sys.argv[1], c=a, fortran=np.asfortranarray(a), single=a.astype('f4'), half=a.astype('f2'),\n"
        + "  big=a.astype('>f8'), whole=a.astype('i8'), small=a.astype('u1'), truth=a > 5, scalar=np.float64(7), text=np.array('σ = 1'))\n"

    PyTorch.succeed [ "-c"; program; path ] |> ignore
    let file = ModelFileReader.Read path
    let expected = [| 0.0 .. 23.0 |]

    for name in [ "c"; "fortran"; "single"; "half"; "big"; "whole"; "small" ] do
        let tensor = file.Find name
        Expect.sequenceEqual tensor.Shape [ 2; 3; 4 ] $"{name}: shape"
        Expect.sequenceEqual tensor.Values expected name

    Expect.sequenceEqual
        (file.Find "truth").Values
        (expected |> Array.map (fun x -> if x > 5.0 then 1.0 else 0.0))
        "truth"

    Expect.sequenceEqual (file.Find "scalar").Values [ 7.0 ] "scalar"
    Expect.equal file.Metadata["text"] "σ = 1" "text"

let private forNumPy folder =
    let path = Path.Combine(folder, "b.npz")

    File.WriteAllBytes(
        path,
        written
            [
                "a", Tensor.Of([| 2; 2 |], [| 1.0; 2.0; 0.1; -4.0 |])
                "v", Tensor.Of([| 1 |], [| 5.0 |])
            ]
            [ "meta", "{\"λ\": 1}" ]
    )

    let program =
        "import numpy as np, sys\n"
        + "f = np.load(sys.argv[1])\n"
        + "print(f['a'].tolist(), f['v'].tolist(), f['a'].dtype, ascii(str(f['meta'])))\n"

    let output = PyTorch.succeed [ "-c"; program; path ]
    Expect.equal (output.Trim()) "[[1.0, 2.0], [0.1, -4.0]] [5.0] float64 '{\"\\u03bb\": 1}'" "what NumPy sees"

[<Tests>]
let tests =
    testList
        "NumPy files"
        [
            hostile

            testCase "what is written is read" (fun () ->
                let values = [| 1.0; Double.NaN; Double.NegativeInfinity; -0.0; 5e-324; 0.1 |]

                let file =
                    read (written [ "a", Tensor.Of([| 2; 3 |], values) ] [ "meta", "text 𝔼"; "none", "" ])

                Expect.sequenceEqual (file.Find "a").Shape [ 2; 3 ] "shape"

                Expect.sequenceEqual
                    ((file.Find "a").Values |> Seq.map BitConverter.DoubleToInt64Bits)
                    (values |> Seq.map BitConverter.DoubleToInt64Bits)
                    "bits"

                Expect.equal file.Metadata["meta"] "text 𝔼" "text"
                Expect.equal file.Metadata["none"] "" "no text"
                Expect.equal file.Format FileFormat.Numpy "format")

            testCase "the same content gives the same bytes" (fun () ->
                let make () =
                    written [ "a", Tensor.Of([| 3 |], [| 1.0; 2.0; 3.0 |]) ] [ "m", "x" ]

                Expect.equal (make ()) (make ()) "bytes")

            testCase "one array is a file of one tensor" (fun () ->
                let file = read (npy (dictionary "<f8" "(2,)" "False") (doubles [ 1.0; 2.0 ]))
                Expect.sequenceEqual (file.Find "tensor").Values [ 1.0; 2.0 ] "values")

            testCase "NumPy's own files are read" (fun () -> PyTorch.inFolder byNumPy)
            testCase "NumPy reads what is written" (fun () -> PyTorch.inFolder forNumPy)
        ]
