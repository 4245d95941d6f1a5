using System.Buffers.Binary;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Checkpoints.Zip;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// Writes a state dict of double-precision tensors as <c>torch.save</c> would. Strings go where PyTorch keeps a state
/// dict's versions, in its attribute <c>_metadata</c>, so that <c>load_state_dict</c> is not disturbed.
/// </summary>
internal static class PyTorchWriter
{
    private const string Stem = "archive";

    public static void Write(
        Stream stream,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyList<KeyValuePair<string, string>> metadata
    )
    {
        ZipArchiveWriter archive = new ZipArchiveWriter(stream);
        archive.Add($"{Stem}/data.pkl", Pickle(tensors, metadata));
        archive.Add($"{Stem}/byteorder", "little"u8);
        for (int key = 0; key < tensors.Count; key++)
        {
            archive.Add($"{Stem}/data/{key}", Numbers(tensors[key].Value));
        }

        archive.Add($"{Stem}/version", "3\n"u8);
        archive.Finish();
    }

    private static byte[] Pickle(
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyList<KeyValuePair<string, string>> metadata
    )
    {
        PickleWriter pickle = new PickleWriter();
        pickle.OrderedDictionary();
        for (int key = 0; key < tensors.Count; key++)
        {
            pickle.Text(tensors[key].Key);
            pickle.Tensor($"{key}", tensors[key].Value);
            pickle.SetItem();
        }

        pickle.Dictionary();
        pickle.Text(PickleFile.MetadataAttribute);
        pickle.OrderedDictionary();
        foreach ((string? key, string? value) in metadata)
        {
            pickle.Text(key);
            pickle.Text(value);
            pickle.SetItem();
        }

        pickle.SetItem();
        pickle.SetAttributes();
        return pickle.Finish();
    }

    private static byte[] Numbers(Tensor tensor)
    {
        byte[] bytes = new byte[8 * tensor.Values.Length];
        for (int index = 0; index < tensor.Values.Length; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * index), tensor.Values[index]);
        }

        return bytes;
    }
}
