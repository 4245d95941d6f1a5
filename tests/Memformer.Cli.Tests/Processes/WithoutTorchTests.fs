module Memformer.Tests.Processes.WithoutTorchTests

open System
open System.IO
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

/// The native libraries that a command loads, as the dynamic linker tells.
let private loaded folder (line: string) =
    let log = Path.Combine(folder, "loaded")

    let result =
        Executable.runWith [ "LD_DEBUG", "files"; "LD_DEBUG_OUTPUT", log ] folder (List.ofArray (line.Split ' '))

    Expect.equal result.Code 0 result.Errors

    Directory.GetFiles(folder, "loaded.*")
    |> Array.map File.ReadAllText
    |> String.concat ""

let private train architecture folder =
    loaded
        folder
        $"train --architecture {architecture} --layers 2 --dimension 2 --context 6 --batch 8 --steps 10 --test-prompts 64 --device cpu"

/// What the runtime tells of the assemblies that a training loads, names in UTF-16.
let private assemblies device folder =
    let log = Path.Combine(folder, "loaded.nettrace")

    let line =
        $"train --layers 2 --dimension 2 --context 6 --batch 2 --steps 4 --test-prompts 64 --device {device}"

    let result =
        Executable.runWith
            [
                "DOTNET_EnableEventPipe", "1"
                "DOTNET_EventPipeConfig", "Microsoft-Windows-DotNETRuntime:0x8:4"
                "DOTNET_EventPipeOutputPath", log
            ]
            folder
            (List.ofArray (line.Split ' '))

    Expect.equal result.Code 0 result.Errors
    Text.Encoding.Latin1.GetString(File.ReadAllBytes log).Replace("\000", "")

[<Tests>]
let tests =
    testList
        "without torch"
        [
            for architecture in [ "linear"; "dynamic"; "lfom"; "lfom-shared" ] do
                test $"{architecture} is trained on the processor without libtorch" {
                    if not (OperatingSystem.IsLinux()) then
                        skiptest "only Linux's dynamic linker tells what it loads"

                    inFolder (fun folder ->
                        let libraries = train architecture folder
                        Expect.stringContains libraries "libcoreclr" "the linker's log"
                        Expect.isFalse (libraries.Contains("torch", StringComparison.OrdinalIgnoreCase)) "torch")
                }

            for command in
                [
                    "derive nesterov --layers 2"
                    "audit planted.safetensors --prompts 100"
                    "audit planted.safetensors --behaviour --contexts 10"
                    "export planted.safetensors --format python"
                    "predict planted.safetensors rows.csv --target y"
                ] do
                test $"memformer {command} does not load libtorch" {
                    if not (OperatingSystem.IsLinux()) then
                        skiptest "only Linux's dynamic linker tells what it loads"

                    inFolder (fun folder ->
                        let planted =
                            "derive heavy-ball --layers 2 --set eta=1/2 --set beta=1/4 -d 2 -n 6 --save planted.safetensors"

                        Expect.equal (Executable.run folder planted).Code 0 "planted"

                        File.WriteAllText(
                            Path.Combine(folder, "rows.csv"),
                            "a,b,y\n1,2,1\n2,1,0\n0,1,2\n3,1,1\n1,0,\n"
                        )

                        let libraries = loaded folder command
                        Expect.stringContains libraries "libcoreclr" "the linker's log"
                        Expect.isFalse (libraries.Contains("torch", StringComparison.OrdinalIgnoreCase)) "torch")
                }

            test "the compiler of kernels is loaded for a card, and not for the processor" {
                inFolder (fun folder ->
                    let processor = assemblies "cpu" folder
                    Expect.stringContains processor "Memformer.Learn" "the runtime's log"
                    Expect.isFalse (processor.Contains "ILGPU") "the processor"
                    Expect.stringContains (assemblies "simulated" folder) "ILGPU" "a card")
            }

            test "single precision is trained with it" {
                if not (OperatingSystem.IsLinux()) then
                    skiptest "only Linux's dynamic linker tells what it loads"

                inFolder (fun folder ->
                    let libraries = train "linear --precision single" folder
                    Expect.stringContains libraries "libtorch" "torch")
            }
        ]
