module Memformer.Tests.Rules.ArchitectureRulesTests

open System
open System.Reflection
open System.Runtime.CompilerServices
open Expecto
open Memformer.Theory

let private theory = typeof<MemformerException>.Assembly

let private written (declared: Type) =
    isNull (declared.GetCustomAttribute<CompilerGeneratedAttribute>())
    && not (declared.FullName.Contains '<')

[<Tests>]
let tests =
    testList
        "rules of the exact library"
        [
            test "it references neither torch, nor the console, nor floating-point linear algebra" {
                let forbidden =
                    [ "TorchSharp"; "System.Console"; "MathNet.Numerics"; "Spectre.Console" ]

                let references =
                    theory.GetReferencedAssemblies() |> Array.map (fun name -> name.Name)

                Expect.isEmpty
                    (forbidden |> List.filter (fun name -> Array.contains name references))
                    "forbidden references"
            }

            test "the types of the algebra are immutable" {
                let mutableFields =
                    [
                        for declared in theory.GetTypes() do
                            if
                                written declared
                                && declared.IsPublic
                                && not declared.IsEnum
                                && declared.Namespace = "Memformer.Theory.Algebra"
                            then
                                for field in
                                    declared.GetFields(
                                        BindingFlags.Instance
                                        ||| BindingFlags.NonPublic
                                        ||| BindingFlags.Public
                                        ||| BindingFlags.DeclaredOnly
                                    ) do
                                    // A record's init-only property has a field that the runtime sees as writable.
                                    let initOnly =
                                        declared.GetProperties()
                                        |> Array.exists (fun property ->
                                            field.Name = $"<{property.Name}>k__BackingField"
                                            && (isNull property.SetMethod
                                                || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers()
                                                   |> Array.contains typeof<IsExternalInit>))

                                    if
                                        not field.IsInitOnly && not initOnly && not (field.Name.StartsWith "_cached")
                                    then
                                        yield $"{declared.Name}.{field.Name}"
                    ]

                Expect.isEmpty mutableFields "fields that can change"
            }

            test "no static field of the library can change" {
                let fields =
                    [
                        for declared in theory.GetTypes() do
                            if written declared then
                                for field in
                                    declared.GetFields(
                                        BindingFlags.Static ||| BindingFlags.NonPublic ||| BindingFlags.Public
                                    ) do
                                    if
                                        not field.IsInitOnly
                                        && not field.IsLiteral
                                        && isNull (field.GetCustomAttribute<CompilerGeneratedAttribute>())
                                    then
                                        yield $"{declared.Name}.{field.Name}"
                    ]

                Expect.isEmpty fields "static fields that can change"
            }
        ]
