/// The Coq proof assistant, asked of many certificates at once: loading what they rest on takes longer than most proofs.
module Memformer.Tests.Commands.Coq

open System
open System.IO
open System.Text.RegularExpressions
open System.Threading.Tasks
open Expecto
open Memformer.Tests

let isInstalled =
    (Environment.GetEnvironmentVariable "PATH").Split Path.PathSeparator
    |> Array.exists (fun folder -> File.Exists(Path.Combine(folder, "coqc")))

/// A folder for caches in which the program has compiled its library, gone when the tests end.
let cache =
    lazy
        (let folder = (Directory.CreateTempSubdirectory "memformer-coq-tests-").FullName
         AppDomain.CurrentDomain.ProcessExit.Add(fun _ -> Directory.Delete(folder, true))
         File.WriteAllText(Path.Combine(folder, "first.v"), "Theorem certificate : True. Proof. exact I. Qed.")

         let result =
             Executable.runWith [ "XDG_CACHE_HOME", folder ] folder [ "certify"; "first.v" ]

         Expect.equal result.Code 0 (result.Output + result.Errors)
         folder)

let private closed = "Closed under the global context"

/// A file of Coq that holds when each right certificate rests on no axiom, and each wrong one is refused.
let private session (right: string list) (wrong: string list) =
    [
        for name in right do
            $"Module M_{name}. Load \"{name}\". End M_{name}.\nPrint Assumptions M_{name}.certificate."
        for name in wrong do
            $"Fail Load \"{name}\"."
    ]
    |> String.concat "\n"

let private run folder name (text: string) =
    let library =
        Directory.GetDirectories(Path.Combine(cache.Value, "memformer"))
        |> Array.exactlyOne

    File.WriteAllText(Path.Combine(folder, $"{name}.v"), text)
    // In its mode for tests Coq says why a command failed that was to fail.
    Executable.shell folder $"coqc -test-mode -q -w none -Q '{library}' '' -Q . '' {name}.v"

/// Certificates that Coq must accept, on no axiom, and others that it must refuse, in two processes at once.
/// Returns why it refused each.
let judge folder (right: (string * string) list) (wrong: (string * string) list) =
    for name, text in right @ wrong do
        File.WriteAllText(Path.Combine(folder, $"{name}.v"), text)

    let halves (certificates: (string * string) list) =
        certificates
        |> List.mapi (fun i (name, _) -> i % 2, name)
        |> List.partition (fun (i, _) -> i = 0)
        |> fun (even, odd) -> [| List.map snd even; List.map snd odd |]

    let right, wrong = halves right, halves wrong
    let results = Array.zeroCreate<Executable.Result> 2

    Parallel.For(0, 2, (fun i -> results[i] <- run folder $"Session{i}" (session right[i] wrong[i])))
    |> ignore

    [
        for i in 0..1 do
            let said = results[i].Output + results[i].Errors
            Expect.equal results[i].Code 0 said
            // Each certificate asks for its assumptions, and the session asks again from outside.
            Expect.hasLength (Regex.Matches(said, closed)) (2 * right[i].Length) "without axioms"
            let reasons = Regex.Split(said, "The command has indeed failed with message:")
            Expect.hasLength reasons (wrong[i].Length + 1) "refused"

            for name, reason in List.zip wrong[i] (List.ofArray reasons[1..]) do
                $"{name}: {reason}"
    ]
