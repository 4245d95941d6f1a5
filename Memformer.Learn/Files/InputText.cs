using System.Text;
using Memformer.Theory;

namespace Memformer.Learn.Files;

/// <summary>Reads a whole text, which is UTF-8 and not longer than its kind may be.</summary>
public static class InputText
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>The text of a file, without a byte order mark.</summary>
    /// <param name="path">A regular file, a FIFO, or <c>-</c> for the standard input.</param>
    /// <param name="expected">What messages expect there, such as "a method file".</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <exception cref="InvalidInputException">There is none, it cannot be read, is longer, or is no UTF-8.</exception>
    public static string Read(string path, string expected, int most)
    {
        ArgumentNullException.ThrowIfNull(path);
        using Stream stream = InputStream.Open(path, expected, most);
        try
        {
            if (stream.Length > most)
            {
                throw new InvalidInputException(path, $"has {stream.Length} bytes, {expected} has at most {most}");
            }

            byte[] bytes = new byte[stream.Length];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Strict.GetString(bytes, 0, count).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidInputException(path, $"is not UTF-8 text, expected {expected}", failure);
        }
        catch (IOException failure)
        {
            throw new InvalidInputException(path, $"cannot be read: {failure.Message}", failure);
        }
    }
}
