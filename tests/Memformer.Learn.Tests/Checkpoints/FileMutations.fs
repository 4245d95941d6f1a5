/// Mutations of checkpoint files by their structure: zip directory, pickle instructions, JSON header, numbers.
module Memformer.Tests.Checkpoints.FileMutations

open System
open System.IO
open System.IO.Compression
open System.Text

let private boundaries =
    [|
        0L
        1L
        -1L
        2L
        255L
        256L
        65535L
        65536L
        0x7FFFFFFFL
        0x80000000L
        0xFFFFFFFFL
        Int64.MaxValue
        Int64.MinValue
    |]

let pick (random: Random) (items: 'a[]) = items[random.Next items.Length]

/// Replaces `count` bytes at a place by other bytes.
let private splice (content: byte[]) at count (insert: byte[]) =
    Array.concat [ content[.. at - 1]; insert; content[at + count ..] ]

/// Mutations that know nothing of the format.
let private mutateBytes (random: Random) (content: byte[]) =
    if content.Length = 0 then
        [| byte (random.Next 256) |]
    else
        let at = random.Next content.Length
        let length = min (content.Length - at) (1 + random.Next 16)

        match random.Next 8 with
        | 0 ->
            let copy = Array.copy content
            copy[at] <- copy[at] ^^^ (1uy <<< random.Next 8)
            copy
        | 1 -> splice content at 1 [| byte (random.Next 256) |]
        | 2 -> content[.. at - 1]
        | 3 -> splice content at length [||]
        | 4 -> splice content at 0 content[at .. at + length - 1]
        | 5 ->
            let from = random.Next content.Length
            splice content at 0 content[from .. min (content.Length - 1) (from + 40)]
        | 6 ->
            let number = BitConverter.GetBytes(pick random boundaries)
            let width = pick random [| 1; 2; 4; 8 |]
            splice content at (min width (content.Length - at)) number[.. width - 1]
        | _ -> splice content at 0 (Array.init length (fun _ -> byte (random.Next 256)))

let private instructions =
    [|
        "("
        ")"
        "t"
        "]"
        "}"
        "a"
        "e"
        "s"
        "u"
        "R"
        "b"
        "Q"
        "N"
        "0"
        "1"
        "."
        "h\u0000"
        "h\u0001"
        "q\u0000"
        "\u0085"
        "\u0086"
        "\u0087"
        "\u0088"
        "\u0093"
        "\u0094"
        "K\u0000"
        "K\u00ff"
        "J\u00ff\u00ff\u00ff\u00ff"
        "J\u00ff\u00ff\u00ff\u007f"
        "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f"
        "G\u007f\u00f0\u0000\u0000\u0000\u0000\u0000\u0000"
        "cos\nsystem\n"
        "ctorch\nFloatStorage\n"
        "ctorch\nHalfStorage\n"
        "ctorch\nSize\n"
        "ccollections\nOrderedDict\n"
        "ctorch._utils\n_rebuild_tensor_v2\n"
        "X\u0004\u0000\u0000\u0000hist"
        "X\u0005\u0000\u0000\u0000alpha"
        "X\u0001\u0000\u0000\u0000" + "0"
        "\u0080\u0004"
        "\u0095\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
        "c__builtin__\neval\n"
        "cargparse\nNamespace\n)\u0081}b"
        "cnumpy.core.multiarray\n_reconstruct\n"
        "cnumpy._core.multiarray\nscalar\n"
        "cnumpy._core.numeric\n_frombuffer\n"
        "cnumpy\nndarray\n"
        "cnumpy\ndtype\nX\u0002\u0000\u0000\u0000f4\u0085R"
        "c_codecs\nencode\n"
        "C\u0004abcd"
        "B\u00ff\u00ff\u00ff\u007f"
        "\u008f"
        "\u0091"
        "\u0092"
        "2"
        "i"
        "o"
        "P"
        "\u0081"
    |]

/// Mutations of a pickle: whole instructions come, go and change places.
let private mutatePickle (random: Random) (content: byte[]) =
    let at = random.Next(max 1 content.Length)

    match random.Next 4 with
    | 0 -> splice content at 0 (Encoding.Latin1.GetBytes(pick random instructions))
    | 1 ->
        let insert = Encoding.Latin1.GetBytes(pick random instructions)
        splice content at (min insert.Length (content.Length - at)) insert
    | 2 ->
        // A short whole number (K, one byte) is what shapes, strides and offsets are made of.
        let numbers =
            [|
                for index in 0 .. content.Length - 2 do
                    if content[index] = byte 'K' then
                        index + 1
            |]

        if numbers.Length = 0 then
            content
        else
            splice content (pick random numbers) 1 [| byte (pick random [| 0; 1; 2; 3; 4; 5; 127; 128; 255 |]) |]
    | _ -> mutateBytes random content

let private special = [| nan; infinity; -infinity; 1e300; -0.0; Double.Epsilon |]

let private mutateStorage (random: Random) (content: byte[]) =
    if content.Length < 8 || random.Next 2 = 0 then
        mutateBytes random content
    else
        let value = pick random special

        let bytes =
            if random.Next 2 = 0 then
                BitConverter.GetBytes value
            else
                BitConverter.GetBytes(float32 value)

        splice content (random.Next(content.Length / 8) * 8) bytes.Length bytes

let private entriesOf (content: byte[]) =
    use archive = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read)

    [
        for entry in archive.Entries do
            use stream = entry.Open()
            use copy = new MemoryStream()
            stream.CopyTo copy
            entry.FullName, copy.ToArray()
    ]

/// Mutations of an archive: of an entry, with the checksums made right again, or of the archive's own records.
let private mutateArchive (random: Random) (content: byte[]) =
    if random.Next 4 = 0 then
        // The directory and the record at the end are the last hundreds of bytes.
        let at = max 0 (content.Length - 1 - random.Next 600)
        let number = BitConverter.GetBytes(pick random boundaries)
        let width = pick random [| 1; 2; 4; 8 |]
        splice content at (min width (content.Length - at)) number[.. width - 1]
    else
        let entries = entriesOf content |> List.toArray
        let chosen = random.Next entries.Length

        let changed =
            [
                for index, (name, bytes) in Array.indexed entries do
                    if index <> chosen then
                        name, bytes
                    else
                        match random.Next 12 with
                        | 0 -> ()
                        | 1 ->
                            pick random [| "../x"; "/x"; "a/data.pkl"; "data.pkl"; "a/byteorder"; name + name |], bytes
                        | 2 ->
                            name, bytes
                            name, bytes
                        | 3 ->
                            name, bytes
                            name.Split('/')[0] + "/byteorder", pick random [| "big"B; "little"B; "middle"B; [||] |]
                        | _ when name.EndsWith "data.pkl" -> name, mutatePickle random bytes
                        | _ -> name, mutateStorage random bytes
            ]

        let level =
            if random.Next 4 = 0 then
                CompressionLevel.Fastest
            else
                CompressionLevel.NoCompression

        Archives.zip level changed

let private fragments =
    [|
        "{"
        "}"
        "["
        "]"
        "\""
        ","
        ":"
        "null"
        "true"
        "-1"
        "1e9"
        "9007199254740993"
        "\"F16\""
        "\"BF16\""
        "\"F8_E4M3\""
        "\"I8\""
        "\"BOOL\""
        "\"__metadata__\""
        "{}"
        "[]"
        "\"gates.alpha\""
        "\"gates.lfom\""
        "\\u0000"
        "\\ud800"
        " "
        "\u0000"
    |]

/// Mutations of a safetensors file: of its header, whose length is then made right or not, or of its numbers.
let private mutateSafetensors (random: Random) (content: byte[]) =
    let length =
        int (min (BitConverter.ToUInt64(content, 0)) (uint64 (content.Length - 8)))

    let header, buffer = content[8 .. 7 + length], content[8 + length ..]

    let changedHeader, changedBuffer =
        match random.Next 5 with
        | 0 -> header, mutateStorage random buffer
        | 1 -> mutateBytes random header, buffer
        | 2 ->
            let digits =
                [|
                    for index in 0 .. header.Length - 1 do
                        if Char.IsDigit(char header[index]) then
                            index
                |]

            let number = pick random boundaries |> string |> Encoding.ASCII.GetBytes

            splice
                header
                (pick random digits)
                1
                (if random.Next 2 = 0 then
                     number
                 else
                     [| byte '0' + byte (random.Next 10) |]),
            buffer
        | _ ->
            let insert = Encoding.Latin1.GetBytes(pick random fragments)
            let at = random.Next header.Length

            splice
                header
                at
                (if random.Next 2 = 0 then
                     0
                 else
                     min insert.Length (header.Length - at))
                insert,
            buffer

    let claimed =
        if random.Next 8 = 0 then
            uint64 (pick random boundaries)
        else
            uint64 changedHeader.Length

    Array.concat [ BitConverter.GetBytes claimed; changedHeader; changedBuffer ]

/// One mutation or more, of the kind that fits what the file begins with.
let rec mutate (random: Random) (content: byte[]) =
    let once =
        try
            match random.Next 6 with
            | 0 -> mutateBytes random content
            | _ when content.Length > 2 && content[0] = byte 'P' -> mutateArchive random content
            | _ when content.Length > 8 && content[8] = byte '{' -> mutateSafetensors random content
            | _ -> mutatePickle random content
        with
        | :? InvalidDataException
        | :? IndexOutOfRangeException
        | :? ArgumentException
        | :? OverflowException ->
            // An earlier mutation has broken the structure that this one needs.
            mutateBytes random content

    if random.Next 3 = 0 then mutate random once else once
