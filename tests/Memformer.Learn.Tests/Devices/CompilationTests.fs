module Memformer.Tests.Devices.CompilationTests

open System.Reflection
open System.Text.RegularExpressions
open Expecto
open ILGPU
open ILGPU.Backends
open ILGPU.Backends.EntryPoints
open ILGPU.Backends.PTX
open ILGPU.Runtime
open ILGPU.Runtime.Cuda
open Memformer.Learn.Devices

/// Newer cards are given the code of the second.
let private architectures =
    [
        CudaArchitecture.SM_60, CudaInstructionSet.ISA_60
        CudaArchitecture.SM_80, CudaInstructionSet.ISA_70
    ]

/// The public static methods of the room whose first argument is a thread's index.
let private kernels =
    [
        for declared in typeof<DeviceLoss>.Assembly.GetTypes() do
            if declared.Namespace = typeof<DeviceLoss>.Namespace then
                for method in declared.GetMethods(BindingFlags.Public ||| BindingFlags.Static) do
                    match method.GetParameters() with
                    | [||] -> ()
                    | parameters ->
                        if parameters[0].ParameterType = typeof<Index1D> then
                            method
    ]

let private assembly (backend: PTXBackend) kernel =
    let entry = EntryPointDescription.FromImplicitlyGroupedKernel kernel
    let specialization = KernelSpecialization.Empty
    (backend.Compile(&entry, &specialization) :?> PTXCompiledKernel).PTXAssembly

let private compile (architecture: CudaArchitecture, instructions: CudaInstructionSet) =
    use context =
        Context.Create(fun builder -> builder.Optimize OptimizationLevel.O1 |> ignore)

    use backend =
        new PTXBackend(context, CudaCapabilityContext architecture, architecture, instructions, null)

    [ for kernel in kernels -> kernel.Name, assembly backend kernel ]

[<Tests>]
let tests =
    testList
        "kernels"
        [
            for architecture in architectures do
                test $"all compile to PTX for {fst architecture}" {
                    Expect.hasLength kernels 9 "kernels"

                    for name, assembly in compile architecture do
                        Expect.stringContains assembly ".entry" name
                        Expect.stringContains assembly $".target {(string (fst architecture)).ToLowerInvariant()}" name
                        Expect.isFalse (Regex.IsMatch(assembly, @"\b(atom|red)\.")) $"{name} adds atomically"
                }
        ]
