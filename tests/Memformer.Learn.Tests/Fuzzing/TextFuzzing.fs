/// Every kind of text: methods, tables of coefficients, plans, tables of data, covariances and maps.
module Memformer.Tests.Fuzzing.TextFuzzing

open System
open System.IO
open System.Text
open System.Text.RegularExpressions
open Memformer.Learn.Checkpoints
open Memformer.Learn.Files
open Memformer.Learn.Prediction
open Memformer.Learn.Problems
open Memformer.Learn.Sweeps
open Memformer.Learn.Tables
open Memformer.Learn.Training.Plans
open Memformer.Tests
open Memformer.Tests.Fuzzing.Judgement
open Memformer.Tests.Fuzzing.TextKind
open Memformer.Tests.Fuzzing.TextMutations

let private plans =
    {
        Name = "plans"
        Corpus =
            [|
                PlanFile.Write(TrainingPlan())

                "[network]\narchitecture = \"dynamic\"\nlayers = 3\ndimension = 4\ncontext = 12\n[data]\nnoise = 0.1\ncovariance = [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]\n[training]\nsteps = 100\nbatch = 64\nrate = 0.01\n"
                "[network]\nlayers = [1, 2, 3]\n[training]\nsteps = 10\n[run]\nseed = [1, 2]\n"
                "[data]\nspectrum = [1, 2, 3, 4, 5]\n[test]\ncontext = 40\nnoise = 0.2\n"
            |]
        Grammar =
            {
                Token = Regex @"[A-Za-z_][\w-]*|\d[\d.eE]*|""[^""\n]*""|\S"
                Fragments =
                    [|
                        for key in PlanKeys.All do
                            key.Name
                            $"\n[{key.Section}]\n{key.Name} = "

                        "["
                        "]"
                        "[["
                        "]]"
                        "="
                        ","
                        "\""
                        "\"\"\""
                        "true"
                        "false"
                        "1979-05-27T07:32:00Z"
                        "{ a = 1 }"
                        "[1, 2, 3]"
                        "[[1, 0], [0, 1]]"
                        "\"linear\""
                        "\"lfom\""
                        "\"gd++\""
                        "\"lbfgs\""
                        "\"bfgs\""
                        "a.b.c"
                        "#"
                        "\n"
                    |]
                Separator = ","
            }
        Limits = quick
        Read =
            fun _ text ->
                let sweep = SweepPlan.Parse(text, "input.toml")

                if sweep.Count <= 100L then
                    for run in sweep.Runs() do
                        run.Plan.Check()

                let plan = PlanFile.Parse(text, "input.toml", TrainingPlan())
                plan.Check()
                let written = PlanFile.Write plan

                if
                    PlanFile.Write(PlanFile.Parse(written, "written.toml", TrainingPlan()))
                    <> written
                then
                    Broken "a plan that does not survive being written and read"
                else
                    Read
    }

let private network =
    lazy
        (Seq.initInfinite (fun seed -> SampleNetworks.random (seed + 1))
         |> Seq.find (fun weights -> weights.Dimension >= 3 && not (InContextPrediction.TakesOneLength weights)))

let private tables =
    {
        Name = "tables"
        Corpus =
            [|
                let row i =
                    $"{i % 7},{i * i % 11},{i % 3}.5,{i}e-1,{i % 5 - i % 2}"

                "a,b,c,d,y\n"
                + String.concat "\n" (Seq.map row (seq { 1..30 }))
                + "\n1,2,3,4,\n"

                "a;b;name;y\n"
                + String.concat "\n" [ for i in 1..20 -> $"{i};{i % 4};\"n;{i}\";{i * 2}" ]

                "\"a \"\"q\"\"\"\tb\ty\n1\t2\t3\n3\t1\tNA\n2\t2\tnan\n5\t1\t1\n"
            |]
        Grammar =
            {
                Token = Regex @"""[^""]*""|[^,;\t\n]+|\S"
                Fragments =
                    [|
                        ","
                        ";"
                        "\t"
                        "\n"
                        "\""
                        "\"\""
                        "\"a\nb\""
                        "NA"
                        "nan"
                        "=1+1"
                        "a"
                        "y"
                        " "
                        "1e308"
                        "-1e308"
                        "1e-308"
                        "0"
                    |]
                Separator = ","
            }
        Limits = quick
        Read =
            fun random text ->
                let table = CsvTable.Parse(text, "input.csv")
                let target = table.Columns[table.Columns.Count - 1]
                let problem = RegressionTable.Of(table, target)
                let split = Split.Of(problem, 0.2, Nullable(), 1UL)

                if random.Next 8 = 0 then
                    InContextPrediction.Of(network.Value, null, problem, split) |> ignore

                Read
    }

/// One file for all inputs, in memory where the system has such a folder; it goes with the process.
let private covarianceFile =
    lazy
        (let folder =
            if Directory.Exists "/dev/shm" then
                "/dev/shm"
            else
                Path.GetTempPath()

         let file = Path.Combine(folder, $"memformer-covariance-{Environment.ProcessId}.csv")
         AppDomain.CurrentDomain.ProcessExit.Add(fun _ -> File.Delete file)
         file)

let private covarianceOf (path: string) (dimension: int) =
    let law = DataLaw(CovarianceFile.Read(path, dimension))

    if Seq.cast<float> law.Covariance |> Seq.forall Double.IsFinite then
        Read
    else
        Broken "a covariance that is not finite"

let private covariances =
    {
        Name = "covariances"
        Corpus =
            [|
                "1,0.2,0\n0.2,2,0.1\n0,0.1,3\n"
                "4 1\n1 3\n"
                "1e-3;0;0;0\n0;1;0;0\n0;0;10;0\n0;0;0;100\n"
                "1\t0.5\n0.5\t1\n"
            |]
        Grammar =
            {
                Token = Regex @"[^,; \t\n]+|\S"
                Fragments =
                    [|
                        ","
                        ";"
                        "\t"
                        "\n"
                        "\n\n"
                        "-1"
                        "1e-320"
                        "1e308"
                        "1e-100"
                        "1e100"
                        "0.2"
                        "2"
                        "#"
                    |]
                Separator = ","
            }
        Limits = quick
        Read =
            fun random text ->
                File.WriteAllBytes(covarianceFile.Value, Encoding.UTF8.GetBytes text)
                // The dimension that fits, as a rule.
                let lines = text.Split '\n' |> Array.filter (fun line -> line.Trim().Length > 0)
                covarianceOf covarianceFile.Value (if random.Next 10 = 0 then 3 else max 1 lines.Length)
    }

let private maps =
    {
        Name = "maps"
        Corpus = MapFuzzing.corpus
        Grammar = MapFuzzing.grammar
        Limits = quick
        Read = MapFuzzing.read
    }

/// Every kind of text.
let kinds =
    [
        MethodTexts.methods
        MethodTexts.coefficients
        plans
        tables
        covariances
        maps
    ]
