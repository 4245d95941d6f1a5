/// The book and the API reference as static pages, which fetch nothing from elsewhere.
module Site

#load "process.fsx"

open System.IO
open System.Text.RegularExpressions
open Process

let private source = path [ "obj"; "site" ]
let private output = path [ "artifacts"; "site" ]

/// What the pages are made of: files of the checkout, by git's patterns.
let private pages =
    [
        "README.md"
        "CONTRIBUTING.md"
        "CHANGELOG.md"
        "SECURITY.md"
        "python/README.md"
        "docs/*.md"
    ]

/// A link to a folder is one to the list of its files, which a folder on a server need not show.
let private listing (files: string list) folder =
    let inside =
        files
        |> List.filter (fun (file: string) -> file.StartsWith(folder + "/"))
        |> List.map (fun file -> file.Substring(folder.Length + 1))

    [
        $"# {folder}"
        ""
        for file in inside do
            $"- [{file}]({file})"
    ]
    |> String.concat "\n"

let private folders =
    [ "examples"; "examples/methods"; "Memformer.Theory/Methods/Catalogue" ]

/// The files that git tracks, or would, by its patterns.
let private listed patterns =
    let _, output =
        capture
            false
            "git"
            [
                yield! [ "ls-files"; "--cached"; "--others"; "--exclude-standard"; "--" ]
                yield! patterns
            ]

    output.Split '\n' |> Array.filter ((<>) "") |> List.ofArray

/// The files that a page links to, by their paths in the checkout.
let private linked page =
    [
        for found in Regex.Matches(File.ReadAllText(path [ page ]), @"\]\(([^)#\s]+)(#[^)\s]*)?\)") do
            let target = found.Groups[1].Value

            if not (Regex.IsMatch(target, "^[a-z]+:")) then
                let file = Path.GetFullPath(path [ Path.GetDirectoryName page; target ])

                if File.Exists file then
                    Path.GetRelativePath(root, file)
    ]

let private withListings (text: string) =
    let names = folders |> List.map Regex.Escape |> String.concat "|"
    Regex.Replace(text, @"\]\(((?:\.\./)*)(" + names + @")/?\)", "](${1}${2}/index.md)")

/// The contents of docs/README.md as the site's: headings and the links below them.
let private contents () =
    [
        for line in File.ReadLines(path [ "docs"; "README.md" ]) do
            let heading = Regex.Match(line, @"^\*\*(.*)\*\*$")
            let entry = Regex.Match(line, @"^- \[(.*?)\]\((.*?)\)")

            if heading.Success then
                $"- name: {heading.Groups[1].Value}\n  expanded: true\n  items:"

            if entry.Success then
                $"  - name: \"{entry.Groups[1].Value}\"\n    href: {entry.Groups[2].Value}"
    ]
    |> String.concat "\n"

let private parts =
    """- name: Start
  href: README.md
- name: The book
  href: docs/
- name: API
  href: api/
"""

/// A nabla: each layer is a gradient.
let private logo =
    """<svg xmlns="http://www.w3.org/2000/svg" width="50" height="40" viewBox="0 0 50 40"><path fill="#1f77b4" fill-rule="evenodd" d="M5 4h40L25 38zM15 10l12 21 11-21z"/></svg>"""

let private configuration =
    """{
  "metadata": [
    {
      "src": [ { "src": "ASSEMBLIES", "files": [ "Memformer.Theory.dll", "Memformer.Learn.dll" ] } ],
      "output": "api",
      "namespaceLayout": "nested",
      "disableGitFeatures": true
    }
  ],
  "build": {
    "content": [ { "files": [ "**/*.md", "toc.yml", "docs/toc.yml", "api/*.yml" ] } ],
    "resource": [ { "files": [ "**" ], "exclude": [ "**/*.md", "**/*.yml", "docfx.json", "template/**" ] } ],
    "output": "OUTPUT",
    "template": [ "default", "modern", "template" ],
    "disableGitFeatures": true,
    "globalMetadata": {
      "_appName": "Memformer",
      "_appLogoPath": "logo.svg",
      "_appFaviconPath": "logo.svg",
      "_appTitle": "Memformer",
      "_appFooter": "Which optimisation method is inside this Transformer?",
      "_enableSearch": true,
      "_disableContribution": true
    }
  }
}
"""

/// A block that names no language is the program's output, and its colours would be guesses.
let private script =
    "export default { configureHljs: hljs => hljs.configure({ languages: [] }) }\n"

/// All blocks of code stand on one ground, whether they are coloured or not.
let private style =
    """pre { padding: .75rem 1rem; border-radius: .375rem; background: var(--bs-tertiary-bg); }
pre code.hljs { padding: 0; background: transparent; }
"""

let private stage () =
    if Directory.Exists source then
        Directory.Delete(source, true)

    let pages = listed pages
    let files = pages @ List.collect linked pages @ listed folders |> List.distinct

    let write (file: string) (text: string) =
        File.WriteAllText(Path.Combine(source, file), text)

    for file in files do
        let target = Path.Combine(source, file)
        Directory.CreateDirectory(Path.GetDirectoryName target) |> ignore

        if file.EndsWith ".md" then
            write file (withListings (File.ReadAllText(path [ file ])))
        else
            File.Copy(path [ file ], target)

    for folder in folders do
        write (folder + "/index.md") (listing files folder)

    Directory.CreateDirectory(Path.Combine(source, "template", "public")) |> ignore
    write "template/public/main.js" script
    write "template/public/main.css" style
    write "logo.svg" logo
    write "toc.yml" parts
    write "docs/toc.yml" (contents ())

    configuration
        .Replace("ASSEMBLIES", path [ "Memformer.Cli"; "bin"; Process.configuration; "net10.0" ])
        .Replace("OUTPUT", output)
    |> write "docfx.json"

/// Links of the pages that lead nowhere, and what they would fetch from elsewhere.
let private faults () =
    [
        for page in Directory.EnumerateFiles(output, "*.html", SearchOption.AllDirectories) do
            let text = File.ReadAllText page
            let name = Path.GetRelativePath(output, page)

            for found in Regex.Matches(text, @"<(a|link|script|img|iframe)\b[^>]*?\b(href|src)=""([^""]*)""") do
                let tag, target = found.Groups[1].Value, found.Groups[3].Value
                let local = System.Uri.UnescapeDataString(target.Split('#', '?')[0])

                if Regex.IsMatch(target, "^(https?:)?//") then
                    if tag <> "a" then
                        $"{name} fetches {target}"
                elif
                    local <> ""
                    && not (Regex.IsMatch(target, "^[a-z]+:"))
                    && not (Path.Exists(Path.Combine(Path.GetDirectoryName page, local)))
                then
                    $"{name}: no {target}"
    ]
    |> List.distinct

let private port = 8931

/// Opens a page in Chromium, which can reach nothing but this machine, and returns what stands there once its scripts ran.
let private opened page =
    capture
        false
        "chromium"
        [
            yield!
                [
                    "--headless"
                    "--no-sandbox"
                    "--disable-gpu"
                    "--log-level=3"
                    "--virtual-time-budget=30000"
                ]
            yield! [ "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"; "--dump-dom" ]
            $"http://localhost:{port}/{page}"
        ]
    |> snd

/// Whether pages come alive in a browser: contents beside the text, formulas set, a place to search, two colour schemes.
let private browse () =
    use server =
        start "dotnet" [ "docfx"; "serve"; output; "--port"; string port; "--hostname"; "localhost" ] true

    try
        // The first line that it writes is its address.
        while not ((string (server.StandardOutput.ReadLine())).Contains(string port)) do
            if server.HasExited then
                raise (Failed "docfx cannot serve the pages")

        for page, marks in
            [
                "docs/theory.html", [ "<mjx-container"; "Which architecture realises"; "id=\"search-query\"" ]
                "api/Memformer.Theory.Scripting.Method.html", [ "DerivationTexts"; "data-bs-theme" ]
            ] do
            let text = opened page

            for mark in marks do
                if not (text.Contains mark) then
                    raise (Failed $"{page} in Chromium has no {mark}")
    finally
        server.Kill true

/// Builds the pages into artifacts/site, checks their links, and opens two where Chromium is installed.
let site () =
    stage ()

    if Directory.Exists output then
        Directory.Delete(output, true)

    run "dotnet" [ "docfx"; Path.Combine(source, "docfx.json"); "--logLevel"; "warning" ]
    File.Copy(Path.Combine(output, "README.html"), Path.Combine(output, "index.html"))

    match faults () with
    | [] -> ()
    | found ->
        found |> List.iter (eprintfn "%s")
        raise (Failed $"{found.Length} links of the site are wrong")

    try
        browse ()
    with :? System.ComponentModel.Win32Exception ->
        printfn "Chromium is not installed: the pages were not opened"

    printfn "artifacts/site/index.html; dotnet docfx serve artifacts/site shows it"
