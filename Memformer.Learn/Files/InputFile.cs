using Memformer.Theory;

namespace Memformer.Learn.Files;

/// <summary>A file that is read at given places, with its name for messages. Nothing is read that does not lie inside it.</summary>
internal sealed class InputFile(string name, Stream stream) : IDisposable
{
    public string Name { get; } = name;

    public long Length { get; } = stream.Length;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="InvalidInputException">It is absent, a directory or a device, or may not be read.</exception>
    public static InputFile Open(string path) =>
        new(path, InputStream.Open(path, "a checkpoint file", ReadLimits.PipeBytes));

    /// <summary>Bytes offset … offset + count − 1.</summary>
    /// <exception cref="InvalidInputException">They are not all inside the file.</exception>
    public byte[] Read(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
        {
            throw Invalid($"{what}: bytes {offset} to {(Int128)offset + count} lie outside the file of {Length} bytes");
        }

        byte[] bytes = new byte[count];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The SHA-256 of all bytes, in lower-case hexadecimal digits.</summary>
    public string Sha256()
    {
        stream.Position = 0;
        return Files.Sha256.Of(stream);
    }

    /// <summary>The failure to throw for something found in this file.</summary>
    public InvalidInputException Invalid(string problem) => new(Name, problem);

    public void Dispose() => stream.Dispose();
}
