module Memformer.Tests.Rules.FolderRulesTests

open System
open System.Reflection
open System.Runtime.CompilerServices
open System.Text.RegularExpressions
open Expecto
open Memformer.Learn.Models
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Tests.Rules

let private theory = typeof<MemformerException>.Assembly
let private learn = typeof<NetworkWeights>.Assembly
let private cli = Assembly.Load "memformer"

/// The types that have a folder: those of the project's namespaces, nested and generated ones among them.
let private housed (assembly: Assembly) =
    assembly.GetTypes()
    |> Array.filter (fun declared -> not (isNull declared.Namespace) && declared.Namespace.StartsWith "Memformer")

let rec private outermost (declared: Type) =
    if isNull declared.DeclaringType then
        declared
    else
        outermost declared.DeclaringType

/// Who uses whom across folders: (folder, user, folder, used).
let private crossings (assembly: Assembly) =
    [
        for user in housed assembly do
            for used in CompiledUses.types user do
                if
                    used.Assembly = assembly
                    && not (isNull used.Namespace)
                    && used.Namespace.StartsWith "Memformer"
                    && used.Namespace <> user.Namespace
                then
                    user.Namespace, (outermost user).Name, used.Namespace, (outermost used).Name
    ]
    |> List.distinct

let private floating =
    [ typeof<double>; typeof<single>; typeof<Half>; typeof<Numerics.Complex> ]

let rec private isFloating (found: Type) =
    List.contains found floating
    || (found.HasElementType && isFloating (found.GetElementType()))
    || (found.IsGenericType && Array.exists isFloating (found.GetGenericArguments()))

/// Derivations tell how long a proof took, and are no mathematics.
let private isExact (declared: Type) =
    declared.Namespace <> "Memformer.Theory.Derivations"

let private expectNone what (found: string list) =
    Expect.isTrue found.IsEmpty (String.concat "\n  " (what :: List.distinct found))

[<Tests>]
let tests =
    testList
        "rules of the house"
        [
            for assembly in [ theory; learn; cli ] do
                test $"no two folders use each other: {assembly.GetName().Name}" {
                    let uses = crossings assembly

                    let graph =
                        dict
                            [
                                for folder in housed assembly |> Seq.map _.Namespace |> Seq.distinct do
                                    folder,
                                    [
                                        for user, _, used, _ in uses do
                                            if user = folder then
                                                used
                                    ]
                            ]

                    let told =
                        [
                            for folders in CompiledUses.cycles graph do
                                for user, by, used, what in uses do
                                    if List.contains user folders && List.contains used folders then
                                        $"{user}.{by} -> {used}.{what}"
                        ]

                    Expect.isGreaterThan uses.Length 10 "uses were found"
                    expectNone "uses along a cycle:" told
                }

            for guest, room, others in
                [
                    "TorchSharp", "Memformer.Learn.Torch", [ "DoctorCommand" ]
                    "ILGPU", "Memformer.Learn.Devices", []
                ] do
                test $"only its room, and of torch the doctor, know {guest}" {
                    let allowed (declared: Type) =
                        declared.Namespace = room
                        || declared.Namespace.StartsWith(room + ".")
                        || List.contains (outermost declared).Name others

                    let knowing =
                        [
                            for declared in Seq.append (housed learn) (housed cli) do
                                if
                                    CompiledUses.types declared
                                    |> List.exists (fun used -> used.Assembly.GetName().Name = guest)
                                then
                                    declared
                        ]

                    Expect.exists knowing allowed "the room itself is seen"

                    expectNone
                        $"types that know {guest}:"
                        [
                            for declared in knowing do
                                if not (allowed declared) then
                                    declared.FullName
                        ]
                }

            test "nothing asks the runtime for cryptography, which ends the program where Linux has no OpenSSL" {
                expectNone
                    "types that ask:"
                    [
                        for declared in Seq.concat [ housed theory; housed learn; housed cli ] do
                            if
                                CompiledUses.types declared
                                |> List.exists (fun used -> used.Namespace = "System.Security.Cryptography")
                            then
                                declared.FullName
                    ]
            }

            test "no field of the exact library is a floating-point number" {
                let fields =
                    [
                        for declared in housed theory |> Array.filter isExact do
                            for field in
                                declared.GetFields(
                                    BindingFlags.Instance
                                    ||| BindingFlags.Static
                                    ||| BindingFlags.Public
                                    ||| BindingFlags.NonPublic
                                    ||| BindingFlags.DeclaredOnly
                                ) do
                                // Neither a lambda's variables and an iterator's state nor a constant is part of a value.
                                if
                                    isFloating field.FieldType
                                    && not field.IsLiteral
                                    && isNull (declared.GetCustomAttribute<CompilerGeneratedAttribute>())
                                then
                                    $"{declared.FullName}.{field.Name}"
                    ]

                expectNone "floating-point fields:" fields
            }

            test "a refusal is caught where its place is added, and nowhere else" {
                let catching =
                    [
                        for declared in Seq.concat [ housed theory; housed learn; housed cli ] do
                            for caught in CompiledUses.caught declared do
                                declared, caught
                    ]

                let isRefusal (caught: Type) =
                    typeof<UsageException>.IsAssignableFrom caught
                    && caught <> typeof<DepthException>
                    || typeof<AlgebraException>.IsAssignableFrom caught
                       && caught <> typeof<UndefinedValueException>

                Expect.exists catching (fun (_, caught) -> caught = typeof<DepthException>) "clauses are seen"

                expectNone
                    "types that catch refusals:"
                    [
                        for declared, caught in catching do
                            if isRefusal caught then
                                $"{declared.FullName}: {caught.Name}"
                    ]
            }

            for assembly in [ theory; learn ] do
                test $"no text below the command line names an option: {assembly.GetName().Name}" {
                    let texts = CompiledUses.texts assembly
                    let option = Regex(@"(?<![\w-])--[a-z]{2}")
                    Expect.exists (CompiledUses.texts cli) option.IsMatch "the command line's own are seen"
                    Expect.isGreaterThan texts.Length 100 "texts were found"
                    expectNone "texts that name an option:" (texts |> List.filter option.IsMatch)
                }
        ]
