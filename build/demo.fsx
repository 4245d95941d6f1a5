/// The main job from end to end: derive, construct, train, audit.
module Demo

#load "process.fsx"

open System
open System.IO
open System.Text.Json
open Process

/// Runs the built command line.
let memformer arguments =
    printfn "$ ./memformer %s" (String.concat " " arguments)

    run
        "dotnet"
        (path [ "Memformer.Cli"; "bin"; configuration; "net10.0"; "memformer.dll" ]
         :: arguments)

/// A JSON number to a few significant digits; what is not a number as it stands.
let figure (digits: int) (value: JsonElement) =
    if value.ValueKind = JsonValueKind.Number then
        value.GetDouble().ToString($"G{digits}", Globalization.CultureInfo.InvariantCulture)
    else
        value.ToString()

/// The lines of the demo's last table for one audited network.
let auditRows name file =
    use audit = JsonDocument.Parse(File.ReadAllText file)

    let part (names: string) (element: JsonElement) =
        names.Split '.'
        |> Array.fold (fun (at: JsonElement) (key: string) -> at.GetProperty key) element

    [
        for layer in audit.RootElement.GetProperty("layers").EnumerateArray() do
            let parameters =
                [
                    for parameter in layer.GetProperty("parameters").EnumerateObject() ->
                        $"{parameter.Name} {figure 4 parameter.Value}"
                ]

            yield
                [
                    name
                    layer.GetProperty("index").ToString()
                    layer.GetProperty("kind").ToString()
                    String.concat ", " parameters
                    figure 2 (layer.GetProperty "deviation")
                ]
    ],
    [
        name
        figure 6 (part "function.loss" audit.RootElement)
        figure 2 (part "function.lossStandardError" audit.RootElement)
        figure 6 (part "function.optimum" audit.RootElement)
    ]

let table (header: string list) (rows: string list list) =
    let width column =
        header :: rows
        |> List.map (fun row -> (List.item column row).Length)
        |> List.max

    for row in header :: rows do
        row
        |> List.mapi (fun column cell -> cell.PadRight(width column))
        |> String.concat "  "
        |> fun line -> printfn "  %s" (line.TrimEnd())

let demo () =
    let folder = Path.Combine("runs", "demo")

    if Directory.Exists folder then
        Directory.Delete(folder, true)

    Directory.CreateDirectory folder |> ignore
    let file name = Path.Combine(folder, name)
    let sizes = [ "--layers"; "3"; "--dimension"; "5"; "--context"; "20" ]
    let steps = [ "--set"; "eta=1/4"; "--set"; "beta=1/3" ]

    memformer (
        [ "derive"; "heavy-ball" ]
        @ sizes
        @ steps
        @ [ "--save"; file "heavy-ball.safetensors" ]
    )

    memformer (
        [ "train"; "--architecture"; "lfom" ]
        @ sizes
        @ [ "--seed"; "1"; "--output"; file "trained" ]
    )

    let networks =
        [
            "heavy-ball", file "heavy-ball.safetensors"
            "trained", Path.Combine(file "trained", "model.safetensors")
        ]

    for name, model in networks do
        memformer [ "audit"; model; "--output"; file $"{name}.audit.html" ]
        memformer [ "audit"; model; "--output"; file $"{name}.audit.json" ]

    let audits =
        networks
        |> List.map (fun (name, _) -> auditRows name (file $"{name}.audit.json"))

    printfn ""
    table [ "network"; "layer"; "kind of step"; "parameters"; "deviation" ] (audits |> List.collect fst)
    printfn ""
    table [ "network"; "loss"; "s.e."; "exact optimum" ] (audits |> List.map snd)
    printfn $"\nThe networks, the training run and the audits (open the .html files) are in {folder}"
