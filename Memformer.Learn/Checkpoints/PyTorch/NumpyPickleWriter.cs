using System.Buffers.Binary;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// Writes arrays as <c>pickle.dump</c> writes a dictionary of NumPy's: dots in a name part nested dictionaries, as Haiku and Flax nest
/// theirs.
/// </summary>
internal static class NumpyPickleWriter
{
    /// <summary>The first protocol that has bytes.</summary>
    private const int Protocol = 3;

    public static void Write(Stream stream, IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        PickleWriter pickle = new PickleWriter(Protocol);
        Dictionary(pickle, [.. tensors.Select(entry => (entry.Key.Split('.'), entry.Value))], depth: 0);
        stream.Write(pickle.Finish());
    }

    private static void Dictionary(
        PickleWriter pickle,
        IReadOnlyList<(string[] Path, Tensor Tensor)> entries,
        int depth
    )
    {
        pickle.Dictionary();
        foreach (IGrouping<string, (string[] Path, Tensor Tensor)> group in entries.GroupBy(entry => entry.Path[depth]))
        {
            pickle.Text(group.Key);
            if (group.First() is var (path, tensor) && path.Length == depth + 1)
            {
                pickle.Array(tensor.Shape, Bytes(tensor));
            }
            else
            {
                Dictionary(pickle, [.. group], depth + 1);
            }

            pickle.SetItem();
        }
    }

    private static byte[] Bytes(Tensor tensor)
    {
        byte[] bytes = new byte[8 * tensor.Values.Length];
        for (int index = 0; index < tensor.Values.Length; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * index), tensor.Values[index]);
        }

        return bytes;
    }
}
