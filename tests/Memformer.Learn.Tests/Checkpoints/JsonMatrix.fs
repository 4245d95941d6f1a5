/// Matrices in JSON that other programs wrote.
module Memformer.Tests.Checkpoints.JsonMatrix

open System.Text.Json

let matrix (rows: JsonElement) =
    array2D
        [
            for row in rows.EnumerateArray() -> [ for value in row.EnumerateArray() -> value.GetDouble() ]
        ]

let transpose (m: float[,]) =
    Array2D.init (Array2D.length2 m) (Array2D.length1 m) (fun row column -> m[column, row])
