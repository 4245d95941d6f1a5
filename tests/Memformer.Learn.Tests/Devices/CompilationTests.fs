module Memformer.Tests.Devices.CompilationTests

open System.Reflection
open System.Text.RegularExpressions
open Expecto
open ILGPU
open ILGPU.Backends
open ILGPU.Backends.EntryPoints
open ILGPU.Backends.OpenCL
open ILGPU.Backends.PTX
open ILGPU.Runtime
open ILGPU.Runtime.Cuda
open ILGPU.Runtime.OpenCL
open Memformer.Learn.Devices

/// Newer cards are given the code of the second.
let private architectures =
    [
        CudaArchitecture.SM_60, CudaInstructionSet.ISA_60
        CudaArchitecture.SM_80, CudaInstructionSet.ISA_70
    ]

/// The public static methods of the room whose first argument is a thread's index, in each precision that they have.
let private kernels =
    [
        for declared in typeof<DeviceLoss>.Assembly.GetTypes() do
            if declared.Namespace = typeof<DeviceLoss>.Namespace then
                for method in declared.GetMethods(BindingFlags.Public ||| BindingFlags.Static) do
                    match method.GetParameters() with
                    | [||] -> ()
                    | parameters ->
                        if parameters[0].ParameterType = typeof<Index1D> then
                            if method.IsGenericMethodDefinition then
                                method.MakeGenericMethod typeof<double>
                                method.MakeGenericMethod typeof<single>
                            else
                                method
    ]

let private isSingle (kernel: MethodInfo) =
    kernel.IsGenericMethod && kernel.GetGenericArguments()[0] = typeof<single>

let private compile (backend: Backend) =
    [
        for kernel in kernels do
            let entry = EntryPointDescription.FromImplicitlyGroupedKernel kernel
            let specialization = KernelSpecialization.Empty

            match backend.Compile(&entry, &specialization) with
            | :? PTXCompiledKernel as compiled -> kernel, compiled.PTXAssembly
            | compiled -> kernel, (compiled :?> CLCompiledKernel).Source
    ]

let private context =
    Context.Create(fun builder -> builder.Optimize OptimizationLevel.O1 |> ignore)

/// The smallest number above 0 has the bits of the integer 1: it stands where the compiler took a truth for its bits, as it does where
/// C# converts one to a floating-point number.
let private expectNoBits (text: string) name =
    for smallest in [ "0d0000000000000001"; "4.94065645841"; "0f00000001"; "1.4013" ] do
        Expect.isFalse (text.Contains smallest) $"{name} has the bits of a truth for a number"

[<Tests>]
let tests =
    testList
        "kernels"
        [
            for architecture, instructions in architectures do
                test $"all compile to PTX for {architecture}" {
                    use backend =
                        new PTXBackend(context, CudaCapabilityContext architecture, architecture, instructions, null)

                    Expect.hasLength kernels 18 "kernels"
                    Expect.hasLength (List.filter isSingle kernels) 2 "in single precision"

                    for kernel, assembly in compile backend do
                        let name = kernel.ToString()
                        Expect.equal (assembly.Contains ".f64") (not (isSingle kernel)) name
                        Expect.stringContains assembly ".entry" name
                        Expect.stringContains assembly $".target {(string architecture).ToLowerInvariant()}" name
                        Expect.isFalse (Regex.IsMatch(assembly, @"\b(atom|red)\.")) $"{name} adds atomically"
                        expectNoBits assembly name
                }

            test "all compile to OpenCL C" {
                use backend =
                    new CLBackend(
                        context,
                        CLCapabilityContext(true, true, true, true, true),
                        CLDeviceVendor.AMD,
                        CLCVersion(2, 0)
                    )

                for kernel, source in compile backend do
                    let name = kernel.ToString()
                    Expect.stringContains source "kernel void" name
                    expectNoBits source name
            }
        ]
