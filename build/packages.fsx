/// Packages without a feed address.
///
/// paket.dependencies and paket.lock name no feed. `restore` reads the pins of paket.lock, lets NuGet download them into
/// the machine's package folder from whatever sources that machine is configured with, and then runs Paket, which finds
/// every package there. `update` lets NuGet resolve the closure of paket.dependencies, links the packages into the folder
/// "feed", and lets Paket lock what it finds in it.
module Packages

#load "process.fsx"

open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open Process

/// The folder NuGet keeps packages in, on this machine.
let packageFolder () =
    let _, output =
        capture false "dotnet" [ "nuget"; "locals"; "global-packages"; "--list" ]

    output.Substring(output.IndexOf ':' + 1).Trim()

/// (id, version) pairs of the lines of a Paket file that match a pattern with two groups.
let pins file pattern =
    [
        for line in File.ReadLines file do
            let found = Regex.Match(line, pattern)

            if found.Success then
                yield found.Groups[1].Value, found.Groups[2].Value
    ]

let locked () =
    pins (path [ "paket.lock" ]) @"^    ([A-Za-z0-9._-]+) \(([0-9][^)]*)\)"
    |> List.distinct

let project items =
    $"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><RestoreEnablePackagePruning>false</RestoreEnablePackagePruning></PropertyGroup>
  <ItemGroup>
    {String.concat "\n    " items}
  </ItemGroup>
</Project>
"""

/// Restores a throw-away project, kept apart from the build's own settings, and returns its folder.
let restoreScratch name items =
    let folder = path [ "obj"; name ]
    Directory.CreateDirectory folder |> ignore
    File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />")
    let file = Path.Combine(folder, $"{name}.csproj")
    File.WriteAllText(file, project items)
    run "dotnet" [ "restore"; file; "--verbosity"; "quiet" ]
    folder

/// NuGet's spelling of a version as Paket writes it: at least three numbers.
let normalised (version: string) =
    let dots = version |> Seq.filter ((=) '.') |> Seq.length

    if dots >= 2 then
        version
    else
        version + String.replicate (2 - dots) ".0"

/// The SHA-512 of every locked package, a line each: name, version, digest.
let digestFile = path [ "build"; "packages.sha512" ]

let digest packages (id: string, version: string) =
    let name = id.ToLowerInvariant()

    let file =
        Path.Combine(packages, name, normalised version, $"{name}.{normalised version}.nupkg")

    use package = File.OpenRead file
    System.Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData package)

let line packages (id, version) =
    $"{id} {version} {digest packages (id, version)}"

let writeDigests () =
    File.WriteAllLines(digestFile, locked () |> List.map (line (packageFolder ())))

/// Stops where a package is not the one that was locked, whichever source it came from.
let checkDigests () =
    let known = File.ReadAllLines digestFile |> Set.ofArray
    let packages = packageFolder ()

    for id, version in locked () do
        if not (known.Contains(line packages (id, version))) then
            raise (
                Failed
                    $"package {id} {version} is not the one whose SHA-512 build/packages.sha512 has; delete it from {packages} and restore, or, where its version was changed on purpose, run the target update"
            )

let restore () =
    let packages = packageFolder ()

    let present (id: string, version: string) =
        Directory.Exists(Path.Combine(packages, id.ToLowerInvariant(), normalised version))

    run "dotnet" [ "tool"; "restore" ]

    if not (List.forall present (locked ())) then
        [
            for id, version in locked () -> $"<PackageDownload Include=\"{id}\" Version=\"[{version}]\" />"
        ]
        |> restoreScratch "packages"
        |> ignore

    checkDigests ()
    Directory.CreateDirectory(path [ "feed" ]) |> ignore
    run "dotnet" [ "paket"; "restore" ]

let update () =
    run "dotnet" [ "tool"; "restore" ]

    let folder =
        [
            for id, version in pins (path [ "paket.dependencies" ]) @"^\s*nuget (\S+) == (\S+)" ->
                $"<PackageReference Include=\"{id}\" Version=\"[{version}]\" />"
        ]
        |> restoreScratch "update"

    let packages = packageFolder ()
    let feed = path [ "feed" ]

    if Directory.Exists feed then
        Directory.Delete(feed, true)

    Directory.CreateDirectory feed |> ignore

    use assets =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json")))

    for library in assets.RootElement.GetProperty("libraries").EnumerateObject() do
        let name = library.Name.ToLowerInvariant().Split '/'
        let file = $"{name[0]}.{name[1]}.nupkg"

        File.CreateSymbolicLink(Path.Combine(feed, file), Path.Combine(packages, name[0], name[1], file))
        |> ignore

    run "dotnet" [ "paket"; "update"; "--no-install" ]
    writeDigests ()
    Directory.Delete(feed, true)
    Directory.CreateDirectory feed |> ignore
