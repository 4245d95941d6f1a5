using System.Buffers.Binary;
using System.Numerics;

namespace Memformer.Learn.Files;

/// <summary>
/// SHA-256. The runtime's is that of the system's OpenSSL, and where a machine has none, as in small containers, the runtime ends
/// the program; this one needs nothing.
/// </summary>
/// <remarks>Source: FIPS 180-4.</remarks>
public sealed class Sha256
{
    private const int BlockBytes = 64;
    private const int LengthBytes = 8;

    /// <summary>The fractional parts of the cube roots of the first 64 primes, 32 bits of each.</summary>
    private static readonly uint[] Constants = [.. Primes(BlockBytes).Select(prime => Fraction(prime, 3))];

    /// <summary>Those of the square roots of the first eight.</summary>
    private readonly uint[] _state = [.. Primes(8).Select(prime => Fraction(prime, 2))];
    private readonly byte[] _block = new byte[BlockBytes];
    private readonly uint[] _schedule = new uint[BlockBytes];
    private int _filled;
    private ulong _bytes;

    /// <summary>The digest of some bytes, 64 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Sha256 hash = new();
        hash.Append(bytes);
        return hash.Finish();
    }

    /// <summary>The digest of what a stream has from its place on, 64 lower-case hexadecimal digits.</summary>
    public static string Of(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Sha256 hash = new();
        byte[] buffer = new byte[1 << 16];
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            hash.Append(buffer.AsSpan(0, count));
        }

        return hash.Finish();
    }

    /// <summary>Goes on with more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _bytes += (ulong)bytes.Length;
        if (_filled > 0)
        {
            int taken = Math.Min(BlockBytes - _filled, bytes.Length);
            bytes[..taken].CopyTo(_block.AsSpan(_filled));
            _filled += taken;
            bytes = bytes[taken..];
            if (_filled < BlockBytes)
            {
                return;
            }

            Take(_block);
            _filled = 0;
        }

        for (; bytes.Length >= BlockBytes; bytes = bytes[BlockBytes..])
        {
            Take(bytes);
        }

        bytes.CopyTo(_block);
        _filled = bytes.Length;
    }

    /// <summary>The digest of all bytes, 64 lower-case hexadecimal digits; nothing can be appended after it.</summary>
    public string Finish()
    {
        ulong bits = 8 * _bytes;
        int zeros = ((2 * BlockBytes) - LengthBytes - 1 - _filled) % BlockBytes;
        byte[] end = new byte[1 + zeros + LengthBytes];
        end[0] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(end.AsSpan(1 + zeros), bits);
        Append(end);
        return string.Concat(_state.Select(word => word.ToString("x8", null)));
    }

    private void Take(ReadOnlySpan<byte> block)
    {
        uint[] w = _schedule;
        unchecked
        {
            for (int t = 0; t < 16; t++)
            {
                w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * t)..]);
            }

            for (int t = 16; t < w.Length; t++)
            {
                w[t] = Mixed(w[t - 2], 17, 19, 10) + w[t - 7] + Mixed(w[t - 15], 7, 18, 3) + w[t - 16];
            }

            Rounds(w);
        }
    }

    private void Rounds(uint[] w)
    {
        (uint a, uint b, uint c, uint d) = (_state[0], _state[1], _state[2], _state[3]);
        (uint e, uint f, uint g, uint h) = (_state[4], _state[5], _state[6], _state[7]);
        unchecked
        {
            for (int t = 0; t < w.Length; t++)
            {
                uint choice = (e & f) ^ (~e & g);
                uint majority = (a & b) ^ (a & c) ^ (b & c);
                uint first = h + Turned(e, 6, 11, 25) + choice + Constants[t] + w[t];
                uint second = Turned(a, 2, 13, 22) + majority;
                (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
            }

            _state[0] += a;
            _state[1] += b;
            _state[2] += c;
            _state[3] += d;
            _state[4] += e;
            _state[5] += f;
            _state[6] += g;
            _state[7] += h;
        }
    }

    private static uint Turned(uint word, int first, int second, int third) =>
        BitOperations.RotateRight(word, first)
        ^ BitOperations.RotateRight(word, second)
        ^ BitOperations.RotateRight(word, third);

    private static uint Mixed(uint word, int first, int second, int shift) =>
        BitOperations.RotateRight(word, first) ^ BitOperations.RotateRight(word, second) ^ (word >> shift);

    private static IEnumerable<uint> Primes(int count) =>
        Enumerable
            .Range(2, int.MaxValue - 2)
            .Where(number => Enumerable.Range(2, number - 2).TakeWhile(d => d * d <= number).All(d => number % d != 0))
            .Take(count)
            .Select(prime => (uint)prime);

    /// <summary>The first 32 bits after the point of a root, by integers alone: a double has not enough of them for all cube roots.</summary>
    private static uint Fraction(uint number, int degree)
    {
        BigInteger power = new BigInteger(number) << (32 * degree);
        (BigInteger low, BigInteger high) = (BigInteger.Zero, BigInteger.One << 40);
        while (high - low > 1)
        {
            BigInteger middle = (low + high) >> 1;
            (low, high) = BigInteger.Pow(middle, degree) <= power ? (middle, high) : (low, middle);
        }

        return (uint)(low & uint.MaxValue);
    }
}
