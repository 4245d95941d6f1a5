using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Problems;

/// <summary>
/// Random numbers that are a function of (seed, block, index): eight interleaved xoshiro256++ generators, and the
/// Box–Muller transform eight numbers at a time. A training step seeds one source per chunk of prompts with its step
/// number and the chunk's, so that no generator state has to be saved, whatever the thread count. Not thread-safe.
/// </summary>
/// <remarks>Source: Blackman and Vigna, Scrambled linear pseudorandom number generators, 2021.</remarks>
public sealed class RandomSource
{
    private const int Lanes = 8;
    private readonly double[] _normals = new double[2 * Lanes];
    private readonly double[] _uniforms = new double[Lanes];
    private Vector512<ulong> _s0;
    private Vector512<ulong> _s1;
    private Vector512<ulong> _s2;
    private Vector512<ulong> _s3;
    private int _nextNormal;
    private int _nextUniform;

    /// <summary>Creates the source of a seed.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="block">For example the training step.</param>
    /// <param name="index">For example the chunk of prompts inside the step.</param>
    public RandomSource(ulong seed, ulong block = 0, ulong index = 0) => Seed(seed, block, index);

    /// <summary>Starts again as the source of another (seed, block, index).</summary>
    /// <inheritdoc cref="RandomSource(ulong, ulong, ulong)"/>
    public void Seed(ulong seed, ulong block, ulong index)
    {
        ulong state = Mix(Mix(Mix(seed) ^ block) ^ index);
        Span<ulong> words = stackalloc ulong[4 * Lanes];
        for (int i = 0; i < words.Length; i++)
        {
            unchecked
            {
                state += 0x9E3779B97F4A7C15;
            }

            words[i] = Mix(state);
        }

        _s0 = Vector512.Create<ulong>(words);
        _s1 = Vector512.Create<ulong>(words[Lanes..]);
        _s2 = Vector512.Create<ulong>(words[(2 * Lanes)..]);
        _s3 = Vector512.Create<ulong>(words[(3 * Lanes)..]);
        _nextNormal = _normals.Length;
        _nextUniform = _uniforms.Length;
    }

    /// <summary>A number uniform on (0, 1].</summary>
    public double NextUniform()
    {
        if (_nextUniform == _uniforms.Length)
        {
            Uniform().CopyTo(_uniforms);
            _nextUniform = 0;
        }

        return _uniforms[_nextUniform++];
    }

    /// <summary>A standard normal number.</summary>
    public double NextNormal()
    {
        if (_nextNormal == _normals.Length)
        {
            NormalPair(out Vector512<double> first, out Vector512<double> second);
            first.CopyTo(_normals);
            second.CopyTo(_normals, Lanes);
            _nextNormal = 0;
        }

        return _normals[_nextNormal++];
    }

    /// <summary>Fills a span with independent standard normal numbers.</summary>
    /// <param name="target">What to fill.</param>
    public void FillNormal(Span<double> target)
    {
        int i = 0;
        ref double start = ref MemoryMarshal.GetReference(target);
        for (; i + (2 * Lanes) <= target.Length; i += 2 * Lanes)
        {
            NormalPair(out Vector512<double> first, out Vector512<double> second);
            first.StoreUnsafe(ref start, (nuint)i);
            second.StoreUnsafe(ref start, (nuint)(i + Lanes));
        }

        for (; i < target.Length; i++)
        {
            target[i] = NextNormal();
        }
    }

    /// <summary>A Gamma(shape, 1) number, by Marsaglia and Tsang's method (2000).</summary>
    /// <param name="shape">Above 0.</param>
    public double NextGamma(double shape)
    {
        if (shape < 1)
        {
            return NextGamma(shape + 1) * Math.Pow(NextUniform(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            double u = NextUniform();
            double squared = x * x;
            if (u < 1 - (0.0331 * squared * squared) || Math.Log(u) < (0.5 * squared) + (d * (1 - v + Math.Log(v))))
            {
                return d * v;
            }
        }
    }

    /// <summary>Eight independent Gamma(shape, 1) numbers, by the method of <see cref="NextGamma"/>.</summary>
    /// <param name="shape">Above 0.</param>
    /// <param name="target">Overwritten; eight numbers.</param>
    public void FillGamma(double shape, Span<double> target)
    {
        double boosted = shape < 1 ? shape + 1 : shape;
        double d = boosted - (1.0 / 3);
        Vector512<double> c = Vector512.Create(1 / Math.Sqrt(9 * d));
        Vector512<double> result = Vector512<double>.Zero;
        Vector512<double> open = Vector512<double>.AllBitsSet;
        Vector512<double> one = Vector512<double>.One;
        while (Vector512.ExtractMostSignificantBits(open) != 0)
        {
            Vector512<double> x = NextNormals();
            Vector512<double> u = Uniform();
            Vector512<double> root = one + (c * x);
            Vector512<double> v = root * root * root;
            Vector512<double> squared = x * x;
            Vector512<double> isPositive = Vector512.GreaterThan(root, Vector512<double>.Zero);
            Vector512<double> accepted = isPositive & Vector512.LessThan(u, one - (squared * squared * 0.0331));
            if (Vector512.ExtractMostSignificantBits(Vector512.AndNot(open & isPositive, accepted)) != 0)
            {
                Vector512<double> positive = Vector512.ConditionalSelect(isPositive, v, one);
                Vector512<double> limit = (squared * 0.5) + ((one - positive + VectorMath.Log(positive)) * d);
                accepted |= isPositive & Vector512.LessThan(VectorMath.Log(u), limit);
            }

            result = Vector512.ConditionalSelect(open & accepted, v * d, result);
            open = Vector512.AndNot(open, accepted);
        }

        result.CopyTo(target);
        for (int i = 0; shape < 1 && i < Lanes; i++)
        {
            target[i] *= Math.Pow(NextUniform(), 1 / shape);
        }
    }

    private Vector512<double> NextNormals()
    {
        if (_nextNormal > _normals.Length - Lanes)
        {
            NormalPair(out Vector512<double> first, out Vector512<double> second);
            second.CopyTo(_normals, Lanes);
            _nextNormal = Lanes;
            return first;
        }

        Vector512<double> normals = Vector512.Create(_normals, _nextNormal);
        _nextNormal += Lanes;
        return normals;
    }

    private void NormalPair(out Vector512<double> first, out Vector512<double> second)
    {
        Vector512<double> radius = Vector512.Sqrt(-2.0 * VectorMath.Log(Uniform()));
        (Vector512<double> sine, Vector512<double> cosine) = VectorMath.SinCosTurns(Uniform());
        first = radius * cosine;
        second = radius * sine;
    }

    private Vector512<double> Uniform()
    {
        // 52 random bits behind the exponent of 1 give a number of [1, 2).
        Vector512<ulong> bits = (Next() >>> 12) | Vector512.Create(0x3FF0000000000000UL);
        return Vector512.Create(2.0) - bits.AsDouble();
    }

    private Vector512<ulong> Next()
    {
        Vector512<ulong> result = RotateLeft(_s0 + _s3, 23) + _s0;
        Vector512<ulong> shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = RotateLeft(_s3, 45);
        return result;
    }

    private static Vector512<ulong> RotateLeft(Vector512<ulong> value, int count) =>
        (value << count) | (value >>> (64 - count));

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
