using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Numpy;

/// <summary>
/// What a NumPy array says of itself: a Python dictionary of literals with the keys <c>descr</c>, <c>fortran_order</c>
/// and <c>shape</c>. It is matched against the one form that NumPy writes, never evaluated.
/// </summary>
/// <remarks>Source: numpy.lib.format, versions 1.0 to 3.0.</remarks>
/// <param name="Kind">The letter of the type: f, i, u, b, or U for text.</param>
/// <param name="Size">Bytes of a number; characters of a text.</param>
/// <param name="IsBigEndian">The order of the bytes.</param>
/// <param name="IsFortran">Whether the first index runs fastest.</param>
/// <param name="Shape">The extents.</param>
/// <param name="Start">Where the numbers begin.</param>
internal sealed partial record NpyHeader(
    char Kind,
    int Size,
    bool IsBigEndian,
    bool IsFortran,
    IReadOnlyList<int> Shape,
    int Start
)
{
    private const int LongestHeader = 1 << 16;

    /// <summary>The first bytes of every array.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Parse(InputFile file, string place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 10 || !bytes.StartsWith(Magic))
        {
            throw file.Invalid($"{place}: is no NumPy array");
        }

        (int lengthBytes, uint length) = bytes[6] switch
        {
            1 => (2, BitConverter.ToUInt16(bytes[8..])),
            2 or 3 when bytes.Length >= 12 => (4, BitConverter.ToUInt32(bytes[8..])),
            var version => throw file.Invalid($"{place}: NumPy format {version}, allowed: 1 to 3"),
        };
        int start = 8 + lengthBytes;
        if (length > LongestHeader || length > bytes.Length - start)
        {
            throw file.Invalid($"{place}: a header of {length} bytes, allowed: {LongestHeader} and what the array has");
        }

        string text = Encoding.UTF8.GetString(bytes.Slice(start, (int)length));
        Match description = Description(file, place, text);
        return new NpyHeader(
            description.Groups["kind"].Value[0],
            Number(file, place, description.Groups["size"].Value),
            description.Groups["order"].Value == ">",
            Match(file, place, FortranKey(), text, "fortran_order").Groups[1].Value == "True",
            ParseShape(file, place, Match(file, place, ShapeKey(), text, "shape").Groups[1].Value),
            start + (int)length
        );
    }

    /// <summary>The type of the numbers; null for a type that holds none.</summary>
    public ElementType? Type => TypeOf(Kind, Size);

    /// <summary>The type of NumPy's letter and size; null for one that holds no numbers.</summary>
    public static ElementType? TypeOf(char kind, int size) =>
        (kind, size) switch
        {
            ('f', 8) => ElementType.Float64,
            ('f', 4) => ElementType.Float32,
            ('f', 2) => Named("F16"),
            ('i', 1 or 2 or 4 or 8) => Named($"I{8 * size}"),
            ('u', 1 or 2 or 4 or 8) => Named($"U{8 * size}"),
            ('b', 1) => Named("BOOL"),
            _ => null,
        };

    private static ElementType Named(string name) => ElementType.All.First(type => type.Name == name);

    private static Match Description(InputFile file, string place, string text)
    {
        Match match = DescriptionKey().Match(text);
        return match.Success
            ? match
            : throw file.Invalid(
                $"{place}: type {Printable.Quote(Match(file, place, AnyDescription(), text, "descr").Groups[1].Value.Trim(' ', '\''))}, allowed: numbers and text (objects and records are not read)"
            );
    }

    private static Match Match(InputFile file, string place, Regex pattern, string text, string key)
    {
        Match match = pattern.Match(text);
        return match.Success ? match : throw file.Invalid($"{place}: no key '{key}' in {Printable.Quote(text)}");
    }

    private static int[] ParseShape(InputFile file, string place, string text)
    {
        int[] shape =
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(extent => Number(file, place, extent)),
        ];
        return shape.Length <= ReadLimits.Axes
            ? shape
            : throw file.Invalid($"{place}: {shape.Length} axes, allowed: up to {ReadLimits.Axes}");
    }

    private static int Number(InputFile file, string place, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw file.Invalid($"{place}: {Printable.Quote(text)} where a whole number below 2^31 is expected");

    [GeneratedRegex(
        """'descr'\s*:\s*'(?<order>[<>|=])(?<kind>[fiubU])(?<size>[0-9]{1,10})'""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex DescriptionKey();

    [GeneratedRegex("""'descr'\s*:([^,}]*)""", RegexOptions.NonBacktracking)]
    private static partial Regex AnyDescription();

    [GeneratedRegex("""'fortran_order'\s*:\s*(True|False)""", RegexOptions.NonBacktracking)]
    private static partial Regex FortranKey();

    [GeneratedRegex("""'shape'\s*:\s*\(([0-9, ]*)\)""", RegexOptions.NonBacktracking)]
    private static partial Regex ShapeKey();
}
