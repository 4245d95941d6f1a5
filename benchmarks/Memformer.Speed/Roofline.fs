/// What bounds a training step on this machine: the multiply-adds of one core, its memory, and its normal random numbers.
module Memformer.Roofline

open System
open System.Diagnostics
open System.Runtime.Intrinsics
open Memformer.Learn.Problems

/// What one core does at best.
type Machine =
    {
        /// 10⁹ floating-point operations a second, a multiply-add being two.
        Peak: float
        /// 10⁹ bytes a second, read and written.
        Bandwidth: float
        /// 10⁶ standard normal numbers a second.
        Normals: float
    }

/// The largest of five rates: units of work by the processor's seconds that it takes.
let private rate (units: float) (work: unit -> unit) =
    let used () =
        use self = Process.GetCurrentProcess()
        self.TotalProcessorTime

    work ()

    [
        for _ in 1..5 ->
            let before = used ()
            work ()
            units / (used () - before).TotalSeconds
    ]
    |> List.max

/// Twelve chains of multiply-adds that do not wait for one another. What they add up to is returned, so that none is left out.
let private chains rounds =
    let factor = Vector512.Create 0.999999
    let mutable a0 = Vector512.Create 1.0
    let mutable a1 = a0 + a0
    let mutable a2 = a1 + a0
    let mutable a3 = a2 + a0
    let mutable a4 = a3 + a0
    let mutable a5 = a4 + a0
    let mutable a6 = a5 + a0
    let mutable a7 = a6 + a0
    let mutable a8 = a7 + a0
    let mutable a9 = a8 + a0
    let mutable a10 = a9 + a0
    let mutable a11 = a10 + a0

    for _ in 1..rounds do
        a0 <- Vector512.FusedMultiplyAdd(a0, factor, factor)
        a1 <- Vector512.FusedMultiplyAdd(a1, factor, factor)
        a2 <- Vector512.FusedMultiplyAdd(a2, factor, factor)
        a3 <- Vector512.FusedMultiplyAdd(a3, factor, factor)
        a4 <- Vector512.FusedMultiplyAdd(a4, factor, factor)
        a5 <- Vector512.FusedMultiplyAdd(a5, factor, factor)
        a6 <- Vector512.FusedMultiplyAdd(a6, factor, factor)
        a7 <- Vector512.FusedMultiplyAdd(a7, factor, factor)
        a8 <- Vector512.FusedMultiplyAdd(a8, factor, factor)
        a9 <- Vector512.FusedMultiplyAdd(a9, factor, factor)
        a10 <- Vector512.FusedMultiplyAdd(a10, factor, factor)
        a11 <- Vector512.FusedMultiplyAdd(a11, factor, factor)

    Vector512.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11)

/// Measures one core, in about a second.
let measure () =
    let mutable sum = 0.0
    let rounds = 20_000_000
    let operations = float rounds * 12.0 * 8.0 * 2.0

    // The loop is compiled to its best only after some calls.
    for _ in 1..60 do
        sum <- sum + chains 1000

    let peak =
        rate operations (fun () ->
            // One long call would be compiled for its first thousand rounds.
            for _ in 1 .. rounds / 10_000 do
                sum <- sum + chains 10_000)

    // Far more than the last cache holds.
    let source: float[] = Array.zeroCreate (1 <<< 24)
    let target: float[] = Array.zeroCreate source.Length

    let bandwidth =
        rate (16.0 * float source.Length) (fun () -> source.CopyTo(target, 0))

    let random = RandomSource(1UL)
    let numbers: float[] = Array.zeroCreate 4096

    let normals =
        rate (4096.0 * 500.0) (fun () ->
            for _ in 1..500 do
                random.FillNormal(numbers.AsSpan()))

    if not (Double.IsFinite sum) then
        failwith "the chains of multiply-adds must converge"

    {
        Peak = peak / 1e9
        Bandwidth = bandwidth / 1e9
        Normals = normals / 1e6
    }

/// What a step has to do at least.
type Work =
    {
        /// Multiply-adds of the mathematics, forward and backward, without those that fill up vectors.
        MultiplyAdds: float
        /// Normal random numbers.
        Normals: float
    }

/// Of each layer five products of rows × d and d × d, of each pair of layers three sums of rows × d, and those of a prompt:
/// H, its root and the loss.
let private work layers batch dimension rows prompt normals =
    let l, d, r = float layers, float dimension, float rows

    {
        MultiplyAdds = float batch * (5.0 * l * r * d * d + 1.5 * l * (l + 1.0) * r * d + prompt)
        Normals = float batch * normals
    }

/// A step of the objective that draws H itself; the d chi-distributed numbers of a prompt count as one normal number each.
let wishart layers batch dimension tasks =
    let d = float dimension
    work layers batch dimension tasks (2.0 * d * d * d + float tasks * d * d) (d * (d + 1.0) / 2.0)

/// A step of the objective that draws n covariates, a query and a task.
let tokens layers batch dimension context =
    let d = float dimension
    work layers batch dimension 1 (float context * d * d) ((float context + 2.0) * d)
