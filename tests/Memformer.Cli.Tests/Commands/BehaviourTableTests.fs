/// The table by which audits by behaviour were conceived: five models, d = 5, n = 20, through files and the real executable.
module Memformer.Tests.Commands.BehaviourTableTests

open System.Collections.Generic
open System.IO
open System.Text.Json
open Expecto
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Checkpoints.Numpy
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Tests
open Memformer.Tests.Behaviour.PlantedSolver
open Memformer.Tests.TemporaryFolder

/// The verdict, and the share of mean squares that the best polynomials of these degrees leave, measured on 300 contexts by an
/// independent computation.
let private rows =
    [
        "gradient descent, 3 steps of 0.5", gradientDescent 3 0.5, "gradient-descent", [ 1, 8.3e-2; 2, 4.1e-3 ]
        "ridge, 0.1", ridge 0.1, "ridge", [ 1, 1.7e-1; 2, 4.2e-2; 3, 1.2e-2; 4, 3.4e-3; 6, 3.0e-4 ]
        "conjugate gradients, 3 steps",
        conjugateGradient 3,
        "conjugate-gradient",
        [ 1, 2.2e-1; 2, 5.7e-2; 3, 1.6e-2; 4, 4.9e-3; 6, 2.4e-3 ]
        "Newton, 3 steps from 2H/‖H‖²", newton 3 (bySpectralNorm 2.0), "newton", [ 1, 5.7e-1; 2, 1.7e-1; 6, 9.1e-2 ]
        "soft-thresholded ridge", softThreshold 0.3 0.1, null, []
    ]

let private contexts = 128

/// Both are means over contexts, of which the table's has 300; its numbers have two digits.
let private near share (value: float) error =
    abs (value - share)
    <= 4.0 * error * sqrt (1.0 + float contexts / 300.0) + 0.05 * share

let private compareIn folder probe solver =
    use stream = File.Create(Path.Combine(folder, "answers.npz"))
    let answers = answer probe (linear solver)
    NpzWriter.Write(stream, [| KeyValuePair("answers", Tensor.Of([| answers.Length |], answers)) |], [||])
    stream.Close()
    let result = Executable.run folder "compare probe.npz answers.npz --format json"
    Expect.equal result.Code 0 result.Errors
    JsonDocument.Parse result.Output

[<Tests>]
let tests =
    testCase "the table of five models" (fun () ->
        inFolder (fun folder ->
            let drawn =
                Executable.run folder $"probe -d 5 -n 20 --contexts {contexts} -o probe.npz"

            Expect.equal drawn.Code 0 drawn.Errors
            let probe = ProbeFile.Read(Path.Combine(folder, "probe.npz"))

            for title, solver, name, shares in rows do
                use json = compareIn folder probe solver
                let verdict = json.RootElement.GetProperty "verdict"
                Expect.equal ((verdict.GetProperty "name").GetString()) name title

                let polynomials =
                    dict
                        [
                            for candidate in (json.RootElement.GetProperty "candidates").EnumerateArray() do
                                if (candidate.GetProperty "name").GetString() = "polynomial" then
                                    let parameters = candidate.GetProperty "parameters"
                                    (parameters.GetProperty "degree").GetInt32(), candidate
                        ]

                for degree, share in shares do
                    let number (key: string) =
                        (polynomials[degree].GetProperty key).GetDouble()

                    let distance = number "distance"

                    Expect.isTrue
                        (near share distance (number "standardError"))
                        $"{title}, degree {degree}: {distance}"))

let private audited folder (arguments: string) =
    let result =
        Executable.run folder $"audit net.safetensors --behaviour --contexts 32 {arguments}"

    result.Code, result.Output + result.Errors

[<Tests>]
let readable =
    testCase "an audit by behaviour says whether the weights agree" (fun () ->
        inFolder (fun folder ->
            let saved =
                Executable.run
                    folder
                    "derive heavy-ball --layers 2 --set eta=1/4 --set beta=1/3 --save net.safetensors -d 4 -n 12"

            Expect.equal saved.Code 0 saved.Errors
            let code, text = audited folder "--against heavy-ball"
            Expect.equal code 0 "two free steps may be heavy ball"
            Expect.stringContains text "2 gradients with free steps" "what the answers tell"
            Expect.stringContains text "Its weights agree" "what the weights tell"
            Expect.equal (fst (audited folder "--against ridge-heavy-ball")) 1 "not asked about by its answers"
            use json = JsonDocument.Parse(snd (audited folder "--format json"))
            let weights = json.RootElement.GetProperty "weights"
            Expect.isTrue ((weights.GetProperty "agree").GetBoolean()) "agree"
            Expect.isLessThan ((weights.GetProperty "distance").GetDouble()) 1e-20 "rounding, squared"
            let polynomial = (weights.GetProperty "asFunction").GetProperty "polynomial"

            // p(h) = 1 − η (2 + β) h + η² h².
            for power, expected in [ 0, 1.0; 1, -7.0 / 12.0; 2, 1.0 / 16.0 ] do
                Expect.floatClose Accuracy.high (polynomial[power].GetDouble()) expected $"power {power}"))
