/// Mutations of a text by its tokens, cells and lines.
module Memformer.Tests.Fuzzing.TextMutations

open System
open System.Text.RegularExpressions

/// How a kind of text is cut, and what may be put into it.
type Grammar =
    {
        /// Matches one token; what lies between is kept.
        Token: Regex
        /// Tokens and pieces of the kind.
        Fragments: string[]
        /// What stands between the parts of a line.
        Separator: string
    }

let private pick (random: Random) (items: 'a[]) = items[random.Next items.Length]

/// Numbers at the ends of what types hold, and what is nearly a number.
let private numbers =
    [|
        "0"
        "1"
        "-1"
        "2"
        "3"
        "0.5"
        "1/3"
        "1e-3"
        "2.5e-1"
        "1e400"
        "-0"
        "1e-320"
        "9999999999999999999999"
        "2147483647"
        "2147483648"
        "-2147483648"
        "4294967296"
        "9223372036854775808"
        "1e99999999"
        "1e"
        "0x10"
        "nan"
        "inf"
        "NaN"
        "Infinity"
        "1,5"
        "1_000"
        "٣"
        ""
        "16"
        "257"
        "65537"
    |]

let private oddities =
    [|
        "\000"
        "\u001b[31m"
        "\uFEFF"
        "\u202E"
        "\r"
        "\r\n"
        "\n"
        "\t"
        "\""
        "\"\""
        "'"
        "#"
        "\\"
        "é"
        "∇"
        "😀"
        "\uD800"
        " "
    |]

let private insert (text: string) at length (piece: string) =
    text.Remove(at, min length (text.Length - at)).Insert(at, piece)

/// A token goes, comes twice, changes places, or becomes another one.
let private mutateToken grammar (random: Random) (text: string) =
    let tokens = grammar.Token.Matches text

    if tokens.Count = 0 then
        text + pick random grammar.Fragments
    else
        let token = tokens[random.Next tokens.Count]

        match random.Next 8 with
        | 0 -> insert text token.Index token.Length ""
        | 1 -> insert text token.Index 0 token.Value
        | 2 -> insert text token.Index token.Length (tokens[random.Next tokens.Count]).Value
        | 3
        | 4 -> insert text token.Index token.Length (pick random grammar.Fragments)
        | 5 -> insert text token.Index 0 (pick random grammar.Fragments)
        | 6 -> insert text token.Index token.Length (pick random numbers)
        | _ -> insert text token.Index token.Length $"({token.Value})"

let private mutateNumber (random: Random) (text: string) =
    let found = Regex.Matches(text, @"\d+(\.\d+)?([eE][+-]?\d+)?")

    if found.Count = 0 then
        text + pick random numbers
    else
        let number = found[random.Next found.Count]
        insert text number.Index number.Length (pick random numbers)

/// Whole lines, and what stands between separators in them.
let private mutateLines grammar (random: Random) (text: string) =
    let lines = text.Split '\n'
    let at = random.Next lines.Length

    let changed =
        match random.Next 6 with
        | 0 -> Array.removeAt at lines
        | 1 -> Array.insertAt at lines[at] lines
        | 2 -> Array.insertAt (random.Next lines.Length) lines[at] lines
        | 3 -> Array.updateAt at lines[random.Next lines.Length] lines
        | 4 -> Array.insertManyAt at (Array.replicate (1 + random.Next 40) lines[at]) lines
        | _ ->
            let cells = lines[at].Split grammar.Separator
            let cell = random.Next cells.Length

            let line =
                match random.Next 3 with
                | 0 -> Array.removeAt cell cells
                | 1 -> Array.insertAt cell cells[random.Next cells.Length] cells
                | _ -> Array.updateAt cell (pick random numbers) cells

            Array.updateAt at (String.concat grammar.Separator line) lines

    String.concat "\n" changed

let private mutateLetters (random: Random) (text: string) =
    if text.Length = 0 then
        pick random oddities
    else
        let at = random.Next text.Length

        match random.Next 4 with
        | 0 -> insert text at 1 (string (char (random.Next 128)))
        | 1 -> insert text at 0 (pick random oddities)
        | 2 -> text[.. at - 1]
        | _ -> insert text at (1 + random.Next 12) ""

/// One mutation or more.
let rec mutate grammar (random: Random) (text: string) =
    let once =
        match random.Next 10 with
        | 0 -> mutateLetters random text
        | 1
        | 2 -> mutateLines grammar random text
        | 3
        | 4 -> mutateNumber random text
        | _ -> mutateToken grammar random text

    if random.Next 3 = 0 then
        mutate grammar random once
    else
        once
