module Memformer.Tests.Rules.PublicApiTests

open System
open System.Reflection
open System.Runtime.CompilerServices
open Expecto
open Memformer.Learn.Models
open Memformer.Tests
open Memformer.Theory

let rec private nameOf (found: Type) =
    if found.IsByRef then
        $"ref {nameOf (found.GetElementType())}"
    elif found.IsArray then
        let commas = String(',', found.GetArrayRank() - 1)
        $"{nameOf (found.GetElementType())}[{commas}]"
    elif found.IsGenericType then
        let arguments =
            found.GetGenericArguments() |> Array.map nameOf |> String.concat ", "

        let bare = found.Name.Split('`')[0]
        $"{bare}<{arguments}>"
    else
        found.Name

let private parametersOf (called: MethodBase) =
    called.GetParameters()
    |> Array.map (fun parameter -> $"{nameOf parameter.ParameterType} {parameter.Name}")
    |> String.concat ", "

/// What the compiler writes for every record says nothing that the record's own members do not.
let private isWritten (found: MemberInfo) =
    isNull (found.GetCustomAttribute<CompilerGeneratedAttribute>())
    && not (found.Name.StartsWith '<')

let private scope isStatic = if isStatic then "static " else ""

let private describe (found: MemberInfo) =
    match found with
    | :? ConstructorInfo as created when isWritten created -> Some $"new({parametersOf created})"
    | :? PropertyInfo as property when property.Name <> "EqualityContract" ->
        let accessors = property.GetAccessors()

        let places =
            property.GetIndexParameters()
            |> Array.map (fun place -> nameOf place.ParameterType)

        let index =
            if places.Length = 0 then
                ""
            else
                $"""[{String.concat ", " places}]"""

        let setter =
            if isNull property.SetMethod || not property.SetMethod.IsPublic then
                ""
            elif
                property.SetMethod.ReturnParameter.GetRequiredCustomModifiers()
                |> Array.contains typeof<IsExternalInit>
            then
                " init"
            else
                " set"

        let isStatic = accessors.Length > 0 && accessors[0].IsStatic
        Some $"{scope isStatic}{nameOf property.PropertyType} {property.Name}{index}{setter}"
    | :? FieldInfo as field when isWritten field && not field.IsSpecialName ->
        Some $"{scope field.IsStatic}{nameOf field.FieldType} {field.Name}"
    | :? MethodInfo as called when
        isWritten called
        && (not called.IsSpecialName || called.Name.StartsWith "op_")
        && called.GetBaseDefinition().DeclaringType <> typeof<obj>
        ->
        Some $"{scope called.IsStatic}{nameOf called.ReturnType} {called.Name}({parametersOf called})"
    | _ -> None

let private surface (assembly: Assembly) =
    [
        for declared in assembly.GetExportedTypes() |> Array.sortBy _.FullName do
            declared.FullName

            let members =
                declared.GetMembers(
                    BindingFlags.Public
                    ||| BindingFlags.Instance
                    ||| BindingFlags.Static
                    ||| BindingFlags.DeclaredOnly
                )

            for line in
                members
                |> Array.choose describe
                |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b)) do
                $"    {line}"
    ]
    |> String.concat "\n"

[<Tests>]
let tests =
    testList
        "the public API"
        [
            for assembly in [ typeof<MemformerException>.Assembly; typeof<NetworkWeights>.Assembly ] do
                let name = assembly.GetName().Name
                test $"of {name} changes only on purpose" { Golden.matches $"api/{name}.txt" (surface assembly) }
        ]
