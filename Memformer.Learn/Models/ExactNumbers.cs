using Memformer.Theory;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Models;

/// <summary>Exact values as the doubles nearest to them.</summary>
public static class ExactNumbers
{
    /// <summary>The value of a function without free parameters.</summary>
    /// <exception cref="UsageException">A parameter has no value.</exception>
    public static double Of(RationalFunction value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.TryGetConstant(out Rational constant)
            ? constant.ToDouble()
            : throw new UsageException($"{value} has no value");
    }

    /// <summary>The factor of a multiple of the identity.</summary>
    /// <exception cref="UsageException">It contains a matrix, or a parameter without value.</exception>
    public static double Of(MatrixPolynomial block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return block.TryGetScalar(out RationalFunction scalar)
            ? Of(scalar)
            : throw new UsageException(
                $"numbers are needed, and the weights contain the matrix {block}, which has no value"
            );
    }
}
