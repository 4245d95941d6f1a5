module Memformer.Tests.Native.NativeLibraryTests

open System
open System.IO
open System.Text
open Expecto
open TorchSharp

let private file =
    Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so")

/// The flags of the entries of .gnu.version_r that ask for a symbol version (ELF-64, little-endian).
let private flagsOf (version: string) (image: byte array) =
    let u16 (offset: int) =
        int (BitConverter.ToUInt16(image, offset))

    let u32 (offset: int) =
        int (BitConverter.ToUInt32(image, offset))

    let u64 (offset: int) =
        int (BitConverter.ToUInt64(image, offset))

    let section index = u64 0x28 + index * u16 0x3a

    let name offset =
        Encoding.ASCII.GetString(image, offset, Array.IndexOf(image, 0uy, offset) - offset)

    [
        for index in 0 .. u16 0x3c - 1 do
            let needs = section index

            if u32 (needs + 4) = 0x6ffffffe then
                let names = u64 (section (u32 (needs + 0x28)) + 0x18)
                let mutable need = u64 (needs + 0x18)

                for _ in 1 .. u32 (needs + 0x2c) do
                    let mutable entry = need + u32 (need + 8)

                    for _ in 1 .. u16 (need + 2) do
                        if name (names + u32 (entry + 8)) = version then
                            yield u16 (entry + 4)

                        entry <- entry + u32 (entry + 12)

                    need <- need + u32 (need + 12)
    ]

[<Tests>]
let tests =
    testList
        "native library"
        [
            test "the needless symbol version is weak in the copy that is loaded" {
                if not (OperatingSystem.IsLinux()) then
                    skiptest "the library is mended on Linux alone"

                Expect.equal (flagsOf "GLIBCXX_3.4.32" (File.ReadAllBytes file)) [ 2 ] "VER_FLG_WEAK"
            }

            test "the file in the package folder is not touched" {
                if not (OperatingSystem.IsLinux()) then
                    skiptest "the library is mended on Linux alone"

                let packages =
                    Environment.GetEnvironmentVariable "NUGET_PACKAGES"
                    |> Option.ofObj
                    |> Option.defaultWith (fun () ->
                        Path.Combine(
                            Environment.GetFolderPath Environment.SpecialFolder.UserProfile,
                            ".nuget",
                            "packages"
                        ))

                let original =
                    Path.Combine(
                        packages,
                        "torchsharp",
                        "0.107.0",
                        "runtimes",
                        "linux-x64",
                        "native",
                        Path.GetFileName file
                    )

                Expect.equal (flagsOf "GLIBCXX_3.4.32" (File.ReadAllBytes original)) [ 0 ] "as it was published"
            }

            test "libtorch loads and computes" {
                use ones = torch.ones (2L, 3L)
                use sum = ones.sum ()
                Expect.equal (sum.item<float32>()) 6.0f "the sum of six ones"
            }
        ]
