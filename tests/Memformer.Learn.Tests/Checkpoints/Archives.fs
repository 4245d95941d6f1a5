/// Builds checkpoint files byte by byte, sound or broken, for the tests of the readers.
module Memformer.Tests.Checkpoints.Archives

open System
open System.IO
open System.IO.Compression
open System.Text

let private join (parts: byte[] seq) = Array.concat parts

/// A safetensors file with this header, its length as it is or as claimed, and these bytes after it.
let safetensors (header: string) (claimed: uint64 option) (buffer: byte[]) =
    let json = Encoding.UTF8.GetBytes header
    join [ BitConverter.GetBytes(defaultArg claimed (uint64 json.Length)); json; buffer ]

/// A zip archive of these entries.
let zip (level: CompressionLevel) (entries: (string * byte[]) list) =
    use stream = new MemoryStream()

    (use archive = new ZipArchive(stream, ZipArchiveMode.Create, true)

     for name, content in entries do
         use entry = archive.CreateEntry(name, level).Open()
         entry.Write(content, 0, content.Length))

    stream.ToArray()

/// Pickle instructions: text is taken as Latin-1, one character a byte.
let pickle (instructions: string seq) =
    join
        [
            [| 0x80uy; 2uy |]
            Encoding.Latin1.GetBytes(String.concat "" instructions)
            [| byte '.' |]
        ]

let private int32Bytes (value: int) =
    Encoding.Latin1.GetString(BitConverter.GetBytes value)

/// A string.
let text (value: string) =
    "X" + int32Bytes (Encoding.UTF8.GetByteCount value) + value

/// A whole number.
let number (value: int) = "J" + int32Bytes value

let private tuple (items: string seq) = "(" + String.concat "" items + "t"

/// A tensor of 32-bit numbers as PyTorch pickles it.
let tensor (key: string) (count: int) (offset: int) (size: int list) (stride: int list) =
    let storage =
        tuple [ text "storage"; "ctorch\nFloatStorage\n"; text key; text "cpu"; number count ]
        + "Q"

    "ctorch._utils\n_rebuild_tensor_v2\n"
    + tuple
        [
            storage
            number offset
            tuple (List.map number size)
            tuple (List.map number stride)
            "\u0089"
            "ccollections\nOrderedDict\n)R"
        ]
    + "R"

/// A dictionary of named values.
let dictionary (entries: (string * string) list) =
    "}" + String.concat "" [ for name, value in entries -> text name + value + "s" ]

/// Little-endian 32-bit numbers.
let floats (values: float32 seq) =
    values |> Seq.map BitConverter.GetBytes |> join

/// An archive as torch.save writes it: one pickle and its storages.
let torch (value: string) (storages: (string * byte[]) list) =
    zip
        CompressionLevel.NoCompression
        ((("a/data.pkl", pickle [ value ])
          :: [ for key, bytes in storages -> $"a/data/{key}", bytes ])
         @ [ "a/version", "3\n"B ])

/// An archive of these tensors of 32-bit numbers, each (name, shape, numbers).
let torchFile (tensors: (string * int list * float32 list) list) =
    let contiguous size = List.scanBack (*) (List.tail size) 1

    torch
        (dictionary
            [
                for index, (name, shape, values) in List.indexed tensors ->
                    name, tensor $"{index}" values.Length 0 shape (contiguous shape)
            ])
        [
            for index, (_, _, values) in List.indexed tensors -> $"{index}", floats values
        ]
