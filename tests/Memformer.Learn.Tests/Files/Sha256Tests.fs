/// The project's own SHA-256 beside the standard's examples and the runtime's.
module Memformer.Tests.Files.Sha256Tests

open System
open System.IO
open System.Security.Cryptography
open System.Text
open Expecto
open Memformer.Learn.Files

let private runtimes (bytes: byte[]) =
    Convert.ToHexStringLower(SHA256.HashData bytes)

[<Tests>]
let tests =
    testList
        "SHA-256"
        [
            // FIPS 180-4, examples of NIST: one block, and two.
            for text, digest in
                [
                    "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                    "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
                ] do
                test $"of '{text}'" {
                    Expect.equal (Sha256.Of(ReadOnlySpan(Encoding.ASCII.GetBytes text))) digest "digest"
                }

            test "is the runtime's at every length around the blocks' ends" {
                for length in 0..200 do
                    let bytes = Array.init length (fun i -> byte (i * i + length))
                    Expect.equal (Sha256.Of(ReadOnlySpan bytes)) (runtimes bytes) $"{length} bytes"
            }

            testProperty "is the same in whatever pieces, and off a stream"
            <| fun (pieces: byte[] list) ->
                let hash = Sha256()
                let whole = Array.concat pieces
                pieces |> List.iter (fun piece -> hash.Append(ReadOnlySpan piece))
                use stream = new MemoryStream(whole)
                let digest = runtimes whole
                hash.Finish() = digest && Sha256.Of stream = digest
        ]
