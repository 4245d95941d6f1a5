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

/// The systems that get an archive and a tool, by .NET's name, and the extension that people expect of an archive there.
let systems =
    [
        "linux-x64", ".tar.gz"
        "linux-arm64", ".tar.gz"
        "osx-arm64", ".tar.gz"
        "win-x64", ".zip"
    ]

/// The one of them that this machine is.
let thisSystem = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier

let private hasCompiler () =
    let folders =
        (string (System.Environment.GetEnvironmentVariable "PATH")).Split Path.PathSeparator

    [ "clang"; "gcc" ]
    |> List.exists (fun compiler ->
        folders
        |> Array.exists (fun folder -> File.Exists(Path.Combine(folder, compiler))))

/// Whether this machine can link native code for a system as a whole.
let private isNative system =
    system = "linux-x64" && System.OperatingSystem.IsLinux() && hasCompiler ()

let private withoutSymbols =
    [
        "-p:PublishDocumentationFiles=false"
        "-p:PublishReferencesDocumentationFiles=false"
        "-p:CopyOutputSymbolsToPublishDirectory=false"
    ]

/// Paket packs every description it finds, those of earlier packages of the project too.
let private packTool options =
    for file in Directory.EnumerateFiles(path [ "Memformer.Cli"; "obj"; configuration ], "*.nuspec") do
        File.Delete file

    packProject "Memformer.Cli" ("-p:Tool=true" :: options @ withoutLibTorch @ withoutSymbols)

/// Where the tool of a system stands before it is packed.
let private published system =
    path [ "Memformer.Cli"; "bin"; configuration; "net10.0"; system; "publish" ]

/// The tool for one system, which `dotnet tool install` finds by way of the package that has only the list of systems.
let private toolOf system =
    if Directory.Exists(published system) then
        Directory.Delete(published system, true)

    let compilation =
        if isNative system then
            [ "-p:PublishAot=true" ]
        else
            [ "-p:PublishReadyToRun=true"; "-p:SelfContained=false" ]

    packTool ([ "-r"; system ] @ compilation)

/// The libraries and the tool, in artifacts/.
let packages names =
    for library in [ "Memformer.Theory"; "Memformer.Learn" ] do
        packProject library []
        allowNewer (Path.Combine(artifacts, $"{library}.{version.Value}.nupkg"))

    // As native code, since the SDK would else build the packages of all systems with it.
    packTool [ "-p:PublishAot=true" ]
    names |> List.iter toolOf

/// Assemblies compiled ahead of time beside the runtime that they need.
let private publish system folder =
    run
        "dotnet"
        ([
            yield! [ "publish"; "Memformer.Cli"; "-c"; configuration; "-v"; "quiet"; "--nologo" ]
            yield! [ "-r"; system; "-o"; folder; "--self-contained"; "-p:PublishReadyToRun=true" ]
         ]
         @ withoutLibTorch
         @ withoutSymbols)

let private manual = Path.Combine(artifacts, "memformer.1")

/// The manual page, as the program itself prints it.
let private writeManual () =
    match capture false "dotnet" [ "run"; "--project"; "Memformer.Cli"; "-c"; configuration; "--"; "man" ] with
    | 0, page -> File.WriteAllText(manual, page + "\n")
    | code, _ -> raise (Failed $"memformer man: exit code {code}")

/// The command line for one system, whose tool is packed: nothing to install, and no SDK there.
let archive (system: string, extension: string) =
    let name = $"memformer-{version.Value}-{system}"
    let folder = path [ "obj"; "publish"; name ]

    if Directory.Exists folder then
        Directory.Delete(folder, true)

    if isNative system then
        // The tool's program, which took minutes, is the archive's too.
        Directory.CreateDirectory folder |> ignore

        for file in Directory.EnumerateFiles(published system) do
            File.Copy(file, Path.Combine(folder, Path.GetFileName file))
    else
        publish system folder

    File.Copy(manual, Path.Combine(folder, Path.GetFileName manual))

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
    let chosen =
        systems
        |> List.filter (fun (system, _) -> List.isEmpty names || List.contains system names)

    Directory.CreateDirectory artifacts |> ignore
    writeManual ()
    packages (List.map fst chosen)
    chosen |> List.iter (archive >> ignore)
    checksums ()

    for file in Directory.EnumerateFiles artifacts |> Seq.sort do
        printfn $"%9.1f{float (FileInfo file).Length / 1e6} MB  {Path.GetFileName file}"
