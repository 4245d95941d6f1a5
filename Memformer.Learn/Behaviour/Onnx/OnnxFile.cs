using System.Text;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Behaviour.Onnx;

/// <summary>
/// Looks through an ONNX file before anything runs it: which operators it asks for, and which files beside it. Only
/// operators of the standard and of its machine-learning extension are run, and no file outside the model's folder is read.
/// </summary>
/// <remarks>Source: onnx.proto3 of ONNX 1.16, the messages ModelProto, GraphProto, NodeProto, AttributeProto and TensorProto.</remarks>
internal sealed class OnnxFile
{
    /// <summary>Bytes of a model, and of all the files beside it together.</summary>
    private const long MostBytes = 1L << 30;

    private const int Deepest = 16;

    private static readonly HashSet<string> Domains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly HashSet<string> _locations = [];
    private int _nodes;

    private OnnxFile(string path, byte[] bytes) => (_path, _bytes) = (path, bytes);

    /// <summary>Throws unless the file may be run.</summary>
    /// <exception cref="InvalidInputException">It is no ONNX model, or asks for what it may not have.</exception>
    public static void Check(string path)
    {
        byte[] bytes;
        using (InputFile file = InputFile.Open(path))
        {
            if (file.Length > MostBytes)
            {
                throw file.Invalid($"{file.Length} bytes, allowed: up to {MostBytes}");
            }

            bytes = file.Read(0, file.Length, "model");
        }

        OnnxFile model = new(path, bytes);
        model.VisitModel();
        model.CheckLocations();
    }

    private void VisitModel()
    {
        foreach ((int field, int start, int end) in Fields(0, _bytes.Length))
        {
            if (field == 7)
            {
                VisitGraph(start, end, 0);
            }
            else if (field == 25)
            {
                VisitFunction(start, end);
            }
        }

        if (_nodes == 0)
        {
            throw Invalid("is no ONNX model: no graph with a node was found in it");
        }
    }

    private void VisitFunction(int from, int to)
    {
        foreach ((int field, int start, int end) in Fields(from, to))
        {
            if (field == 7)
            {
                VisitNode(start, end, 1);
            }
        }
    }

    private void VisitGraph(int from, int to, int depth)
    {
        if (depth > Deepest)
        {
            throw Invalid($"graphs nested deeper than {Deepest} levels");
        }

        foreach ((int field, int start, int end) in Fields(from, to))
        {
            switch (field)
            {
                case 1:
                    VisitNode(start, end, depth);
                    break;
                case 5:
                    VisitTensor(start, end);
                    break;
                case 15:
                    foreach ((int part, int first, int last) in Fields(start, end))
                    {
                        if (part is 1 or 2)
                        {
                            VisitTensor(first, last);
                        }
                    }

                    break;
            }
        }
    }

    private void VisitNode(int from, int to, int depth)
    {
        _nodes++;
        string type = "";
        string domain = "";
        foreach ((int field, int start, int end) in Fields(from, to))
        {
            switch (field)
            {
                case 4:
                    type = Text(start, end);
                    break;
                case 7:
                    domain = Text(start, end);
                    break;
                case 5:
                    VisitAttribute(start, end, depth);
                    break;
            }
        }

        if (!Domains.Contains(domain))
        {
            throw Invalid(
                $"asks for operator {Printable.Quote(type)} of domain {Printable.Quote(domain)}: custom operators are not loaded"
            );
        }
    }

    private void VisitAttribute(int from, int to, int depth)
    {
        foreach ((int field, int start, int end) in Fields(from, to))
        {
            switch (field)
            {
                case 5 or 10:
                    VisitTensor(start, end);
                    break;
                case 6 or 11:
                    VisitGraph(start, end, depth + 1);
                    break;
            }
        }
    }

    private void VisitTensor(int from, int to)
    {
        foreach ((int field, int start, int end) in Fields(from, to))
        {
            if (field == 13)
            {
                VisitEntry(start, end);
            }
        }
    }

    /// <summary>A key and a value of the external data of a tensor.</summary>
    private void VisitEntry(int from, int to)
    {
        string key = "";
        string value = "";
        foreach ((int field, int start, int end) in Fields(from, to))
        {
            if (field == 1)
            {
                key = Text(start, end);
            }
            else if (field == 2)
            {
                value = Text(start, end);
            }
        }

        if (key == "location")
        {
            _locations.Add(value);
        }
    }

    private void CheckLocations()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        long total = _bytes.Length;
        foreach (string location in _locations)
        {
            bool leaves =
                location.Length == 0
                || location.Contains('\\', StringComparison.Ordinal)
                || Path.IsPathRooted(location)
                || location.Split('/').Contains("..");
            if (leaves)
            {
                throw Invalid($"external data {Printable.Quote(location)}: allowed are files in the model's folder");
            }

            FileInfo file = new(Path.Combine(folder, location));
            if (!file.Exists)
            {
                throw Invalid($"external data {Printable.Quote(location)}: no such file in the model's folder");
            }

            if (GoesThroughLink(folder, location))
            {
                throw Invalid(
                    $"external data {Printable.Quote(location)}: is a link, allowed are files in the model's folder"
                );
            }

            total += file.Length;
            if (total > MostBytes)
            {
                throw Invalid($"{total} bytes with its external data, allowed: up to {MostBytes}");
            }
        }
    }

    /// <summary>Whether a file, or a folder on the way to it, is a link, which may lead anywhere.</summary>
    private static bool GoesThroughLink(string folder, string location)
    {
        string path = folder;
        foreach (string part in location.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The fields of a message that are themselves bytes: strings and messages.</summary>
    private IEnumerable<(int Field, int Start, int End)> Fields(int from, int to)
    {
        int position = from;
        while (position < to)
        {
            ulong tag = Varint(ref position, to);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref position, to);
                    break;
                case 1:
                    position += 8;
                    break;
                case 2:
                    ulong length = Varint(ref position, to);
                    if (length > (ulong)(to - position))
                    {
                        throw Invalid($"is no ONNX model: a field at byte {position} ends outside of its message");
                    }

                    yield return ((int)Math.Min(tag >> 3, int.MaxValue), position, position + (int)length);
                    position += (int)length;
                    break;
                case 5:
                    position += 4;
                    break;
                default:
                    throw Invalid($"is no ONNX model: no field begins at byte {position}");
            }
        }
    }

    private ulong Varint(ref int position, int end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && position < end; shift += 7)
        {
            byte next = _bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Invalid($"is no ONNX model: a number at byte {position} has no end");
    }

    private string Text(int start, int end) => Encoding.UTF8.GetString(_bytes, start, end - start);

    private InvalidInputException Invalid(string problem) => new(_path, problem);
}
