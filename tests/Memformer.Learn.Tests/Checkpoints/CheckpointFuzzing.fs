/// Judges what reading a mutated checkpoint file does: a network that survives a round trip, or one line that refuses
/// the file.
module Memformer.Tests.Checkpoints.CheckpointFuzzing

open System
open System.IO
open System.Text
open Memformer.Learn.Checkpoints.Numpy
open Memformer.Learn.Checkpoints.PyTorch
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests
open Memformer.Tests.Checkpoints.FileMutations
open Memformer.Tests.Fuzzing.Judgement

let private bytesOf (checkpoint: Checkpoint) format =
    use stream = new MemoryStream()
    checkpoint.Write(stream, format)
    stream.ToArray()

/// A network in every layout that a map describes, in the containers that people have.
let private layouts =
    [|
        let head = AttentionHead.Gradient(array2D [ [ 0.3; 0.1 ]; [ 0.0; 0.4 ] ])
        let weights = NetworkWeights([| [| head |]; [| head |] |], NetworkGates.None(), 4)

        for map in MapCatalogue.All do
            let tensors = MapWriter.Describe(weights, map, Nullable())

            for write in
                [
                    fun stream -> PyTorchWriter.Write(stream, tensors, [||])
                    fun stream -> NpzWriter.Write(stream, tensors, [||])
                    fun stream -> NumpyPickleWriter.Write(stream, tensors)
                ] do
                use stream = new MemoryStream()
                write (stream :> Stream)
                stream.ToArray()
    |]

/// The sound files to begin with: networks of every architecture in both formats, of every layout in three containers, and the real
/// files where there are any.
let corpus () =
    [|
        for seed in 1..24 do
            let weights = SampleNetworks.random seed
            let checkpoint = Checkpoint(weights, Law = DataLaw.Isotropic weights.Dimension)
            // Whole, and without the digest, behind which no change would ever be looked at.
            let whole = bytesOf checkpoint FileFormat.Safetensors
            whole

            Encoding.Latin1.GetBytes(
                Encoding.Latin1.GetString(whole).Replace(ContentDigest.Key, String('x', ContentDigest.Key.Length))
            )

            bytesOf checkpoint FileFormat.PyTorch

        yield! layouts

        let real = Golden.shared "checkpoints"

        if Directory.Exists real then
            for path in Directory.GetFiles(real, "*.pth") |> Array.sort do
                File.ReadAllBytes path

            // Every container and layout that is read: pickles of arrays, archives of NumPy, maps.
            let field = Path.Combine(real, "field")

            if Directory.Exists field then
                for path in Directory.GetFiles field |> Array.sort do
                    if not (path.EndsWith(".md") || path.EndsWith(".csv") || path.EndsWith(".lfom")) then
                        File.ReadAllBytes path
    |]

/// The input of that number; the same number and corpus give the same input.
let input (corpus: byte[][]) (number: int) =
    let random = Random number
    mutate random (pick random corpus)

let private roundTrips (checkpoint: Checkpoint) =
    use stream = new MemoryStream(bytesOf checkpoint FileFormat.Safetensors)
    Checkpoint.Read("again", stream).Weights = checkpoint.Weights

/// What reading the input does.
let judge (content: byte[]) =
    judge { Seconds = 2.0; Bytes = 160_000_000L } (fun () ->
        use stream = new MemoryStream(content)
        let checkpoint = Checkpoint.Read("input", stream)

        if roundTrips checkpoint then
            Read
        else
            Broken "a network was read that does not survive being written and read")
