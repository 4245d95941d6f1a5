namespace Memformer.Learn.Numerics;

/// <summary>Squared deviations in units of σ², and how many of them are independent.</summary>
internal readonly record struct NoiseSample(double Squares, double Freedom)
{
    /// <summary>Fewer squares than this tell the size of the noise only to a factor.</summary>
    private const int FewestSquares = 4;

    /// <summary>σ; null if too little shows it.</summary>
    public double? Level => Freedom >= FewestSquares ? Math.Sqrt(Squares / Freedom) : null;

    /// <summary>The sample without its copies, when each square was counted so many times.</summary>
    public NoiseSample OncePer(int times) => new(Squares / times, Freedom / times);

    public static NoiseSample operator +(NoiseSample left, NoiseSample right) =>
        new(left.Squares + right.Squares, left.Freedom + right.Freedom);
}
