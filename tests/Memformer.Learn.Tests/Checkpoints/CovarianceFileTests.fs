module Memformer.Tests.Auditing.CovarianceFileTests

open System.Text
open Expecto
open Memformer.Learn.Problems
open Memformer.Learn.Checkpoints
open Memformer.Tests.TemporaryFolder
open Memformer.Theory

let private reading (text: string) dimension =
    onFile "sigma.csv" (Encoding.UTF8.GetBytes text) (fun path -> CovarianceFile.Read(path, dimension))

let private refused text dimension (reason: string) =
    let failure =
        Expect.throwsC (fun () -> reading text dimension |> ignore) (fun failure -> failure)

    Expect.isTrue (failure :? InvalidInputException) "exit code 3"
    Expect.stringContains failure.Message reason "reason"

[<Tests>]
let tests =
    testList
        "CovarianceFile"
        [
            testCase "commas, semicolons, blanks and empty lines" (fun () ->
                let expected = array2D [ [ 2.0; 0.5 ]; [ 0.5; 1.0 ] ]
                Expect.equal (reading "2,0.5\n0.5,1\n" 2) expected "commas"
                Expect.equal (reading "2;0.5\n\n0.5;1" 2) expected "semicolons"
                Expect.equal (reading " 2 0.5 \n 0.5\t1\n" 2) expected "blanks")

            testCase "single precision is made symmetric" (fun () ->
                let matrix = reading "2,0.5\n0.50000006,1" 2
                Expect.equal matrix[0, 1] matrix[1, 0] "symmetric")

            testCase "entries below the normal numbers are no defect" (fun () ->
                let matrix = reading "0\t1e-320\n1e-320\t1\n" 2

                Expect.throwsT<UsageException>
                    (fun () -> CovarianceMatrix.Check(matrix, "covariance"))
                    "an eigenvalue is 0")

            testCase "what is no covariance of that size is refused with its place" (fun () ->
                refused "1,0\n0,1" 3 "2×2 matrix, expected 3×3"
                refused "1,0\n0" 2 "row 2 has 1 numbers"
                refused "1,x\n0,1" 2 "row 1, number 2: 'x'"
                refused "1,nan\n0,1" 2 "row 1, number 2"
                refused "1,0.5\n0.1,1" 2 "not symmetric"
                refused "" 2 "0×0")
        ]
