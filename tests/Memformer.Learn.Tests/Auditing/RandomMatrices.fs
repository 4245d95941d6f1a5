/// Random numbers and small matrices that networks are planted with.
module Memformer.Tests.Auditing.RandomMatrices

open System
open System.Collections.Generic

let readOnly (items: 'a seq) : IReadOnlyList<'a> = ResizeArray items

let uniform (random: Random) low high =
    low + (high - low) * random.NextDouble()

let pick (random: Random) (items: 'a list) = items[random.Next items.Length]

let normal (random: Random) =
    sqrt (-2.0 * log (1.0 - random.NextDouble()))
    * cos (2.0 * Math.PI * random.NextDouble())

/// A factor of the gauge group: any size, either sign.
let gauge random =
    (if uniform random 0.0 1.0 < 0.5 then -1.0 else 1.0)
    * exp (uniform random -1.0 1.0)

let gaussian random rows columns =
    Array2D.init rows columns (fun _ _ -> normal random)

let norm (matrix: float[,]) =
    matrix |> Seq.cast<float> |> Seq.sumBy (fun x -> x * x) |> sqrt

let scaled factor (matrix: float[,]) = Array2D.map ((*) factor) matrix

let plus (left: float[,]) (right: float[,]) =
    Array2D.init (Array2D.length1 left) (Array2D.length2 left) (fun i j -> left[i, j] + right[i, j])

let timesTransposed (matrix: float[,]) =
    let d = Array2D.length1 matrix
    Array2D.init d d (fun i j -> Seq.sum (seq { for k in 0 .. d - 1 -> matrix[i, k] * matrix[j, k] }))

let identity d =
    Array2D.init d d (fun i j -> if i = j then 1.0 else 0.0)

let trace (matrix: float[,]) =
    Seq.sum (seq { for i in 0 .. Array2D.length1 matrix - 1 -> matrix[i, i] })

/// The length of what is not a multiple of the other matrix, relative.
let distance (matrix: float[,]) (other: float[,]) =
    let inner = Seq.map2 (*) (Seq.cast<float> matrix) (Seq.cast<float> other) |> Seq.sum
    norm (plus matrix (scaled (-inner / (norm other ** 2.0)) other)) / norm matrix

let normalised (matrix: float[,]) =
    let sign = if trace matrix < 0.0 then -1.0 else 1.0
    scaled (sign * sqrt (float (Array2D.length1 matrix)) / norm matrix) matrix
