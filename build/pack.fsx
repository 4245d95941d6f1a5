/// What people install: libraries and the tool as NuGet packages, and the command line as archives that need no SDK.
module Pack

#load "process.fsx"

open System.IO
open System.IO.Compression
open System.Security.Cryptography
open System.Text.RegularExpressions
open Process

let artifacts = path [ "artifacts" ]

/// Half a gigabyte that only some trainings ask for stays out of the tool and the archives.
let private withoutLibTorch =
    [ "-p:LibTorch=none"; "-p:CreateHardLinksForCopyLocalIfPossible=false" ]

let private version =
    lazy
        Regex
            .Match(File.ReadAllText(path [ "Directory.Build.props" ]), "<VersionPrefix>(.*)</VersionPrefix>")
            .Groups[1].Value

/// Packages whose native code must be of exactly the version that this project was tested with.
let private exact = [ "TorchSharp"; "libtorch-cpu-linux-x64" ]

/// A library's pins are those of this repository; whoever uses it may have a newer version of what it uses.
let private allowNewer package =
    use archive = ZipFile.Open(package, ZipArchiveMode.Update)

    let entry =
        archive.Entries |> Seq.find (fun entry -> entry.FullName.EndsWith ".nuspec")

    let name = entry.FullName

    let text =
        use reader = new StreamReader(entry.Open())
        reader.ReadToEnd()

    let relaxed =
        Regex.Replace(
            text,
            "id=\"([^\"]+)\" version=\"\\[([^\",\\]]+)\\]\"",
            fun found ->
                if List.contains found.Groups[1].Value exact then
                    found.Value
                else
                    $"id=\"{found.Groups[1].Value}\" version=\"{found.Groups[2].Value}\""
        )

    entry.Delete()
    use writer = new StreamWriter(archive.CreateEntry(name).Open())
    writer.Write relaxed

let private packProject project options =
    run
        "dotnet"
        ([
            "pack"
            project
            "-c"
            configuration
            "-v"
            "quiet"
            "--nologo"
            "-o"
            artifacts
         ]
         @ options)

/// The libraries and the tool, in artifacts/.
let packages () =
    for library in [ "Memformer.Theory"; "Memformer.Learn" ] do
        packProject library []
        allowNewer (Path.Combine(artifacts, $"{library}.{version.Value}.nupkg"))

    packProject "Memformer.Cli" ("-p:Tool=true" :: withoutLibTorch)

/// The systems that get an archive, by .NET's name, and the extension people expect there.
let systems =
    [
        "linux-x64", ".tar.gz"
        "linux-arm64", ".tar.gz"
        "osx-arm64", ".tar.gz"
        "win-x64", ".zip"
    ]

let private hasCompiler () =
    let folders =
        (string (System.Environment.GetEnvironmentVariable "PATH")).Split Path.PathSeparator

    [ "clang"; "gcc" ]
    |> List.exists (fun compiler ->
        folders
        |> Array.exists (fun folder -> File.Exists(Path.Combine(folder, compiler))))

/// Native code as a whole where this machine can link it, else the runtime beside assemblies compiled ahead of time.
let private compilation system =
    if system = "linux-x64" && System.OperatingSystem.IsLinux() && hasCompiler () then
        [ "-p:PublishAot=true" ]
    else
        [ "--self-contained"; "-p:PublishReadyToRun=true" ]

/// The command line for one system: nothing to install, and no SDK there.
let archive (system: string, extension: string) =
    let name = $"memformer-{version.Value}-{system}"
    let folder = path [ "obj"; "publish"; name ]

    if Directory.Exists folder then
        Directory.Delete(folder, true)

    run
        "dotnet"
        ([
            "publish"
            "Memformer.Cli"
            "-c"
            configuration
            "-v"
            "quiet"
            "--nologo"
            "-r"
            system
            "-o"
            folder
         ]
         @ compilation system
         @ withoutLibTorch)

    for pattern in [ "*.xml"; "*.dbg" ] do
        for file in Directory.EnumerateFiles(folder, pattern) do
            File.Delete file

    for file in [ "LICENSE"; "NOTICE"; "README.md" ] do
        if File.Exists(path [ file ]) then
            File.Copy(path [ file ], Path.Combine(folder, file))

    let target = Path.Combine(artifacts, name + extension)
    File.Delete target

    if extension = ".zip" then
        ZipFile.CreateFromDirectory(folder, target, CompressionLevel.Optimal, true)
    else
        run "tar" [ "-czf"; target; "-C"; path [ "obj"; "publish" ]; name ]

    target

let private checksums () =
    [
        for file in Directory.EnumerateFiles artifacts |> Seq.sort do
            if Path.GetFileName file <> "SHA256SUMS" then
                use content = File.OpenRead file
                yield $"{System.Convert.ToHexStringLower(SHA256.HashData content)}  {Path.GetFileName file}"
    ]
    |> fun lines -> File.WriteAllLines(Path.Combine(artifacts, "SHA256SUMS"), lines)

/// Everything for the systems named (all, where none is), with checksums beside it.
let pack names =
    Directory.CreateDirectory artifacts |> ignore
    packages ()

    for system in systems do
        if List.isEmpty names || List.contains (fst system) names then
            archive system |> ignore

    checksums ()

    for file in Directory.EnumerateFiles artifacts |> Seq.sort do
        printfn $"%9.1f{float (FileInfo file).Length / 1e6} MB  {Path.GetFileName file}"
