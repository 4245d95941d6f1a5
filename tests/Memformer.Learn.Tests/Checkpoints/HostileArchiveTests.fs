/// Hostile files of torch.save: pickles, tensors, archives.
module Memformer.Tests.Checkpoints.HostileArchiveTests

open System
open System.IO
open System.IO.Compression
open System.Text
open Expecto
open Memformer.Tests.Checkpoints.Archives
open Memformer.Tests.Checkpoints.HostileFile

let private pickleTests =
    let torch value = Archives.torch value []

    testList
        "pickles"
        [
            refuses
                "os.system"
                "one object of the type 'os.system', which is never made"
                (torch ("cos\nsystem\n(" + text "touch /tmp/pwned" + "tR"))
            refuses
                "builtins.eval"
                "one object of the type 'builtins.eval', which is never made"
                (torch ("cbuiltins\neval\n(" + text "1" + "tR"))
            refuses
                "a torch function outside the list"
                "one object of the type 'torch.load', which is never made"
                (torch "ctorch\nload\n)R")
            refuses
                "a name put together on the stack"
                "1 value of 1 foreign type (posix.system), of which nothing is made"
                (torch (text "posix" + text "system" + "\u0093"))
            refuses "a persistent identifier as text" "instruction 0x50" (torch "Pname\n")
            refuses "an extension code" "instruction 0x82" (torch "\u0082\u0001")
            refuses
                "a call of something that is no function"
                "'torch.FloatStorage', which is never made"
                (torch "ctorch\nFloatStorage\n)R")
            refuses "a call of a number" "expected a name" (torch "K\u0001)R")
            refuses "a call of a placeholder" "'os.system', which is never made" (torch "cos\nsystem\n)R)R")
            refuses "a state for a number" "a state for something that has none" (torch "K\u0001}b")
            refuses
                "an attack beside a network's name"
                "only 1 value of 1 foreign type (os.system)"
                (torch (dictionary [ "allparam", "cos\nsystem\n(" + text "touch /tmp/pwned" + "tR" ]))
            refuses
                "an array of objects"
                "of type 'O8'"
                (torch (
                    dictionary
                        [
                            "allparam",
                            "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\u0000\u0085C\u0001btR"
                            + "(K\u0001K\u0001\u0085cnumpy\ndtype\n("
                            + text "O8"
                            + "tR\u0089]tb"
                        ]
                ))
            refuses
                "an array with fewer bytes than its shape needs"
                "4 bytes for 1000000 numbers"
                (torch (
                    dictionary
                        [
                            "allparam",
                            "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\u0000\u0085C\u0001btR"
                            + "(K\u0001J\u0040\u0042\u000f\u0000\u0085cnumpy\ndtype\n("
                            + text "f4"
                            + "tR\u0089C\u0004aaaatb"
                        ]
                ))
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
                "expected (L, H, 2, k, k)"
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

    /// Ten million zeros, well compressed, that claim another size.
    let claiming (length: uint32) =
        let bomb =
            zip CompressionLevel.SmallestSize [ "a/data.pkl", Array.zeroCreate 10_000_000 ]

        let directory = int (BitConverter.ToUInt32(bomb, bomb.Length - 6))
        BitConverter.GetBytes(length).CopyTo(bomb, directory + 24)
        bomb

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
            refuses "an entry that claims 4 GB" "the entries take more bytes than the file has" (claims 0xFFFFFFFEu)
            refuses "a pickle of a billion bytes in a megabyte" "claims 1000000000 bytes" (claiming 1_000_000_000u)
            refuses "more content than it claims" "holds more than" (claiming 100_000u)
            refuses
                "an entry twice"
                "occurs twice"
                (zip CompressionLevel.NoCompression [ "a/data.pkl", [||]; "a/data.pkl", [||] ])
            refuses
                "an entry that its local header calls otherwise"
                "is 'z/data.pkl' in its local header, expected one name"
                (patched ((Encoding.Latin1.GetString sound).IndexOf "a/data.pkl") (byte 'z'))
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

[<Tests>]
let tests = testList "hostile archives" [ pickleTests; tensorTests; archiveTests ]
