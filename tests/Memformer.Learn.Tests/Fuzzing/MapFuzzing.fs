/// Maps of layouts, changed by their grammar and held against files of their layouts: what is read by one is written by it again.
module Memformer.Tests.Fuzzing.MapFuzzing

open System
open System.Collections.Generic
open System.IO
open System.Text.RegularExpressions
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Learn.Models
open Memformer.Tests
open Memformer.Tests.Fuzzing.Judgement
open Memformer.Tests.Fuzzing.TextMutations

let private context = Nullable 4

/// The program's own maps, and one that says everything a map can say.
let corpus =
    [|
        for name in MapCatalogue.Names do
            MapCatalogue.Text name

        File.ReadAllText(Path.Combine(Golden.root, "examples", "own-network.toml"))

        "[tokens]\norientation = \"rows\"\nanswer = \"first\"\ndrop = \"3..\"\n[network]\nlayers = \"net.{l}\"\nquery-key-value = \"{layer}.qkv\"\nprojection = \"{layer}.o\"\nfactor = \"{layer}.eta\"\nread-out = \"head\"\nmatrices = \"out-in\"\nheads = 1\nscale = \"0.5 * 1/(n+1) * 1/sqrt(r)\"\nmask = \"context\"\nattention = \"linear\"\nresidual = true\nrepeat = 2\n[names]\nfactor = \"net.{l}.eta\"\n"
    |]

let grammar =
    {
        Token = Regex @"[A-Za-z_][\w.-]*|\{\w\}|""[^""\n]*""|\S"
        Fragments =
            [|
                "[tokens]"
                "[network]"
                "[names]"
                "layers = \"a.{l}\"\n"
                "heads = 2\n"
                "heads = \"axis\"\n"
                "repeat = 3\n"
                "answer = 1\n"
                "read = 0\n"
                "drop = \"width..\"\n"
                "scale = \"1/n or 1\"\n"
                "scale = 0\n"
                "mask = \"all\"\n"
                "residual = false\n"
                "answer-sign = \"+ or -\"\n"
                "read-out = \"r\"\n"
                "factor = \"f\"\n"
                "{l}"
                "{h}"
                "{layer}"
                "*"
                "("
                ")"
                "["
                "]"
                "|"
                "\\"
                "[.{l}|_{l}]"
                "((a|b)|[c])"
                "\""
                "'"
                "="
                "\n"
            |]
        Separator = "|"
    }

/// A file for each map, of two layers of gradient descent with a matrix of its own.
let private files =
    lazy
        [|
            let layers: IReadOnlyList<AttentionHead>[] =
                [|
                    for step in [ 0.3; 0.4 ] -> [| AttentionHead.Gradient(array2D [ [ step; 0.1 ]; [ 0.0; step ] ]) |]
                |]

            for text in corpus do
                let map = MapFile.Parse(text, "map.toml")
                let count = if map.Repeat = 2 then 1 else 2
                let once = NetworkWeights(Array.take count layers, NetworkGates.None(), context)
                let weights = TiedLayers.Repeat(once, map.Repeat)
                let tensors = MapWriter.Describe(weights, map, context)
                ModelFile("input", FileFormat.Safetensors, tensors, Dictionary())
        |]

/// What the map does with the file of its corpus's text, which is the first that the input's number draws.
let read (random: Random) (text: string) =
    let map = MapFile.Parse(text, "input.toml")
    let file = files.Value[random.Next files.Value.Length]
    let weights = MapReader.Read(file, map, context).Weights
    let tensors = MapWriter.Describe(weights, map, context)

    if tensors.Count = 0 then
        Broken "a network without tensors"
    else
        Read
