/// TorchSharp may free a number while native code still reads it, which ends a run now and then and cannot be provoked in
/// a test. So the operators that make such numbers out of sight are not called at all: TensorArithmetic holds them.
module Memformer.Tests.Native.HeldScalarTests

open System.IO
open System.Reflection.Metadata
open System.Reflection.PortableExecutable
open Expecto
open Memformer.Learn.Torch

/// Members of a tensor that hide a Scalar whatever their operands are: a + b is a + 1·b.
let private alwaysHide = set [ "op_Addition"; "square"; "square_"; "std"; "var" ]

let private operators =
    set [ "op_Subtraction"; "op_Multiply"; "op_Division"; "op_Modulus" ]

/// Whether an operand or the result is neither a tensor nor a Scalar that the caller named.
let private takesNumber (reader: MetadataReader) (reference: MemberReference) =
    let signature = reader.GetBlobReader reference.Signature
    signature.ReadSignatureHeader() |> ignore
    let operands = signature.ReadCompressedInteger()

    let types =
        [
            for _ in 0..operands ->
                match signature.ReadSignatureTypeCode() with
                | SignatureTypeCode.TypeHandle ->
                    reader.GetTypeReference(TypeReferenceHandle.op_Explicit (signature.ReadTypeHandle())).Name
                    |> reader.GetString
                | code -> string code
        ]

    types |> List.exists (fun name -> name <> "Tensor" && name <> "Scalar")

let private hidden =
    use file = File.OpenRead typeof<TorchLoss>.Assembly.Location
    use image = new PEReader(file)
    let reader = image.GetMetadataReader()

    [
        for handle in reader.MemberReferences do
            let reference = reader.GetMemberReference handle

            if reference.Parent.Kind = HandleKind.TypeReference then
                let owner =
                    reader.GetTypeReference(TypeReferenceHandle.op_Explicit reference.Parent)

                let name = reader.GetString reference.Name

                if reader.GetString owner.Name = "Tensor" then
                    if
                        alwaysHide.Contains name
                        || operators.Contains name && takesNumber reader reference
                    then
                        name
    ]

[<Tests>]
let tests =
    testList
        "native numbers"
        [
            test "no operator that hides a number from its collector's sight is called" {
                Expect.equal hidden [] "called; TensorArithmetic has the same without the danger"
            }
        ]
