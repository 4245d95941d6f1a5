/// A checkpoint is data from a stranger: whatever it holds, reading it ends in a network or in one line that says
/// what is wrong and where; nothing is executed, and no more memory is taken than a sound file may need.
module Memformer.Tests.Checkpoints.HostileFileTests

open System
open System.IO
open System.IO.Compression
open System.Text
open Expecto
open Memformer.Theory
open Memformer.Learn.Checkpoints
open Memformer.Learn.Models
open Memformer.Learn.Tasks
open Memformer.Tests.Checkpoints.Archives

/// 200 MB is what the whole process may take; the runtime itself needs some 40 of them.
let private allowed = 160_000_000L

let private readAs (extension: string) (content: byte[]) =
    let path =
        Path.Combine(Path.GetTempPath(), $"memformer-{Guid.NewGuid()}{extension}")

    File.WriteAllBytes(path, content)

    try
        Checkpoint.Read path
    finally
        File.Delete path

let private refuses name (expected: string) (content: byte[]) =
    testCase name (fun () ->
        let before = GC.GetAllocatedBytesForCurrentThread()

        let failure =
            try
                readAs ".pth" content |> ignore
                None
            with :? InvalidInputException as failure ->
                Some failure.Message

        match failure with
        | None -> failtest "was read"
        | Some message ->
            Expect.stringContains message expected "what and where"
            Expect.isFalse (message.Contains '\n') "one line"

        Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) allowed "bytes allocated")

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
            refuses "metadata that is not strings" "expected String" (of' """{"__metadata__":{"a":1}}""" [||])
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

let private pickleTests =
    let torch value = Archives.torch value []

    testList
        "pickles"
        [
            refuses "os.system" "'os.system' is not allowed" (torch ("cos\nsystem\n(" + text "touch /tmp/pwned" + "tR"))
            refuses "builtins.eval" "'builtins.eval' is not allowed" (torch ("cbuiltins\neval\n(" + text "1" + "tR"))
            refuses "a torch function outside the list" "'torch.load' is not allowed" (torch "ctorch\nload\n)R")
            refuses
                "a name put together on the stack"
                "'posix.system' is not allowed"
                (torch (text "posix" + text "system" + "\u0093"))
            refuses "an instruction outside the list" "instruction 0x81" (torch "ccollections\nOrderedDict\n)\u0081")
            refuses "an extension code" "instruction 0x82" (torch "\u0082\u0001")
            refuses "a call of something that is no function" "is not a function" (torch "ctorch\nFloatStorage\n)R")
            refuses "a list in itself" "nested deeper" (torch "]q\u0000h\u0000a")
            refuses "a dictionary in itself" "nested deeper" (torch ("}q\u0000" + text "a" + "h\u0000s"))
            refuses "a million nested tuples" "data.pkl" (torch (")" + String('\u0085', 1_000_000)))
            refuses "nested tuples" "nested deeper" (torch (")" + String('\u0085', 1000)))
            refuses
                "lists that double thirty times"
                "entries"
                (torch (
                    ")q\u0000"
                    + String.concat "" [ for i in 1..30 -> $"h{char (i - 1)}h{char (i - 1)}\u0086q{char i}" ]
                ))
            refuses "a million marks" "marks" (torch (String('(', 1_000_000)))
            refuses "millions of empty lists" "objects" (torch (String(']', 5_000_000)))
            refuses
                "a long key in a hundred thousand places"
                "a name longer than 1000 characters"
                (torch (
                    text (String('k', 4_000_000))
                    + "q\u00000}"
                    + text "a"
                    + "}("
                    + String.replicate 100_000 "h\u0000N"
                    + "us"
                ))
            refuses
                "a large dictionary copied over and over"
                "OrderedDict with arguments"
                (torch (
                    "]("
                    + String.replicate 100_000 "NN\u0086"
                    + "e\u0085q\u0000"
                    + String.replicate 100_000 "ccollections\nOrderedDict\nh\u0000R"
                ))
            refuses "an empty stack" "stack is empty" (torch "a")
            refuses "an item for something that is no list" "expected a list" (torch "}Na")
            refuses "a memo place that is empty" "memo place 7 is empty" (torch "h\u0007")
            refuses "a string of 2 GB" "ends early" (torch "X\u00ff\u00ff\u00ff\u007f")
            refuses "a string of negative length" "ends early" (torch "X\u00ff\u00ff\u00ff\u00ff")
            refuses
                "no end"
                "ends early"
                (zip CompressionLevel.NoCompression [ "a/data.pkl", [| 0x80uy; 2uy; byte 'N' |] ])
            refuses "protocol 0" "is not allowed" (zip CompressionLevel.NoCompression [ "a/data.pkl", "(dp0\n."B ])
            refuses "no tensors" "holds no tensors" (torch "}")
        ]

let private tensorTests =
    let one count offset size stride bytes =
        torch (dictionary [ "allparam", tensor "0" count offset size stride ]) [ "0", bytes ]

    testList
        "tensors"
        [
            refuses
                "a storage shorter than it claims"
                "bytes, the pickle says 16"
                (one 4 0 [ 4 ] [ 1 ] (Array.zeroCreate 8))
            refuses "a view beyond its storage" "reaches number 4" (one 4 1 [ 4 ] [ 1 ] (Array.zeroCreate 16))
            refuses "strides beyond the storage" "reaches number 9" (one 4 0 [ 4 ] [ 3 ] (Array.zeroCreate 16))
            refuses "a negative offset" "offset of -1" (one 4 -1 [ 4 ] [ 1 ] (Array.zeroCreate 16))
            refuses "a negative stride" "offset of -1" (one 4 3 [ 4 ] [ -1 ] (Array.zeroCreate 16))
            refuses
                "an expanded view of 10^12 numbers"
                "more than"
                (one 1 0 [ 1_000_000; 1_000_000 ] [ 0; 0 ] (Array.zeroCreate 4))
            refuses "more strides than extents" "extents and" (one 4 0 [ 4 ] [ 1; 1 ] (Array.zeroCreate 16))
            refuses
                "a shape of a hundred thousand extents"
                "a shape of 100000 extents"
                (one 4 0 (List.replicate 100_000 1) [ 1 ] (Array.zeroCreate 16))
            refuses "a storage that claims 8 GB" "storage of" (one Int32.MaxValue 0 [ 1 ] [ 1 ] (Array.zeroCreate 4))
            refuses "a storage that is missing" "no entry" (torch (dictionary [ "a", tensor "0" 1 0 [ 1 ] [ 1 ] ]) [])
            refuses
                "a storage elsewhere in the file system"
                "no entry"
                (torch (dictionary [ "a", tensor "../../../etc/passwd" 1 0 [ 1 ] [ 1 ] ]) [])
            refuses
                "two descriptions of a storage"
                "in two ways"
                (torch
                    (dictionary [ "a", tensor "0" 1 0 [ 1 ] [ 1 ]; "b", tensor "0" 2 0 [ 1 ] [ 1 ] ])
                    [ "0", Array.zeroCreate 4 ])
            refuses
                "a name twice"
                "two tensors"
                (torch
                    (dictionary [ "a", tensor "0" 1 0 [ 1 ] [ 1 ]; "a", tensor "0" 1 0 [ 1 ] [ 1 ] ])
                    [ "0", Array.zeroCreate 4 ])
            refuses "NaN in weights" "is NaN" (one 2 0 [ 1; 1; 2; 1; 1 ] [ 2; 2; 1; 1; 1 ] (floats [ nanf; 1f ]))
            refuses
                "infinity in weights"
                "Infinity"
                (one 2 0 [ 1; 1; 2; 1; 1 ] [ 2; 2; 1; 1; 1 ] (floats [ 1f; infinityf ]))
            refuses
                "the shape of no network"
                "expected (L, H, 2, d, d)"
                (one 4 0 [ 1; 1; 1; 2; 2 ] [ 4; 4; 4; 2; 1 ] (Array.zeroCreate 16))
            refuses
                "an unknown byte order"
                "byteorder is 'middle'"
                (zip
                    CompressionLevel.NoCompression
                    [
                        "a/data.pkl", pickle [ dictionary [ "a", tensor "0" 1 0 [ 1 ] [ 1 ] ] ]
                        "a/byteorder", "middle"B
                        "a/data/0", Array.zeroCreate 4
                    ])
        ]

let private archiveTests =
    let sound =
        torch (dictionary [ "a", tensor "0" 1 0 [ 1 ] [ 1 ] ]) [ "0", Array.zeroCreate 4 ]

    let patched (at: int) (value: byte) =
        Array.mapi (fun index old -> if index = at then value else old) sound

    let claims (length: uint32) =
        // The uncompressed and the compressed size of the first entry of the directory.
        let directory = int (BitConverter.ToUInt32(sound, sound.Length - 6))
        let copy = Array.copy sound
        BitConverter.GetBytes(length).CopyTo(copy, directory + 20)
        BitConverter.GetBytes(length).CopyTo(copy, directory + 24)
        copy

    testList
        "archives"
        [
            refuses "cut short" "without its directory" (Array.take (sound.Length / 2) sound)
            refuses "no data.pkl" "0 entries named data.pkl" (zip CompressionLevel.NoCompression [ "a/b", [||] ])
            refuses
                "two pickles"
                "2 entries named data.pkl"
                (zip CompressionLevel.NoCompression [ "a/data.pkl", [||]; "b/data.pkl", [||] ])
            refuses
                "a path out of the archive"
                "leaves the archive"
                (zip CompressionLevel.NoCompression [ "../../etc/cron.d/x", "x"B; "a/data.pkl", pickle [ "N" ] ])
            refuses "an absolute path" "leaves the archive" (zip CompressionLevel.NoCompression [ "/etc/passwd", "x"B ])
            refuses "an entry that claims 4 GB" "claims 4294967294 bytes" (claims 0xFFFFFFFEu)
            refuses
                "a pickle of a billion bytes in a megabyte"
                "claims 1000000000 bytes"
                (let bomb =
                    zip CompressionLevel.SmallestSize [ "a/data.pkl", Array.zeroCreate 10_000_000 ]

                 let directory = int (BitConverter.ToUInt32(bomb, bomb.Length - 6))
                 BitConverter.GetBytes(1_000_000_000u).CopyTo(bomb, directory + 24)
                 bomb)
            refuses
                "more content than it claims"
                "holds more than"
                (let bomb =
                    zip CompressionLevel.SmallestSize [ "a/data.pkl", Array.zeroCreate 10_000_000 ]

                 let directory = int (BitConverter.ToUInt32(bomb, bomb.Length - 6))
                 BitConverter.GetBytes(100_000u).CopyTo(bomb, directory + 24)
                 bomb)
            refuses
                "an entry twice"
                "occurs twice"
                (zip CompressionLevel.NoCompression [ "a/data.pkl", [||]; "a/data.pkl", [||] ])
            refuses
                "a changed number"
                "CRC-32"
                (let text = Encoding.Latin1.GetString sound

                 patched
                     (text.IndexOf "a/data/0"
                      + 8
                      + int (BitConverter.ToUInt16(sound, text.IndexOf "a/data/0" - 2)))
                     1uy)
        ]

let private otherTests =
    testList
        "other files"
        [
            refuses "an empty file" "is empty" [||]
            refuses "one byte" "expected a safetensors file" [| 1uy |]
            refuses "a text" "begins with 'Dear reader" (Encoding.UTF8.GetBytes "Dear reader, this is no checkpoint.\n")
            refuses "control characters" "begins with '\uFFFD" (Array.create 100 7uy)
            refuses "a bare pickle" "begins with" (pickle [ "N" ])

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
                let singular = text.Replace("[[1,0.5],[0.5,1]]", "[[1,1.0],[1.0,1]]")

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
let tests =
    testList "hostile files" [ safetensorsTests; pickleTests; tensorTests; archiveTests; otherTests ]
