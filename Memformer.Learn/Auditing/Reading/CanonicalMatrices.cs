using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>
/// The canonical form of a network, in numbers: <c>w_{l+1} = w_l − Σ_{j≤l} C_{l,j} ∇f(w_j)</c>. It is free of the
/// network's gauge, so all comparison happens on it. Rows l &lt; L−1 come from the context tokens, which carry the
/// iterate; the last row is the query's answer minus <c>w_{L−1}</c>.
/// </summary>
public sealed class CanonicalMatrices
{
    private readonly Triangle<Matrix<double>> _entries;

    /// <summary>A form with the given entries, each d×d.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public CanonicalMatrices(Triangle<Matrix<double>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _entries = entries.Size > 0 ? entries : throw new ArgumentException("a canonical form has at least one layer");
    }

    /// <summary>L.</summary>
    public int Layers => _entries.Size;

    /// <summary>d.</summary>
    public int Dimension => _entries[0, 0].RowCount;

    /// <summary>C_{l,j}, d×d; zero for j &gt; l.</summary>
    public Matrix<double> this[int layer, int register] =>
        register <= layer ? _entries[layer, register] : Matrix<double>.Build.Dense(Dimension, Dimension);

    /// <summary>The root of the summed squares of all entries.</summary>
    public double Norm => Math.Sqrt(_entries.Rows.Sum(row => row.Sum(MatrixGeometry.Energy)));

    /// <summary>The root of the summed squares of one row.</summary>
    public double RowNorm(int layer) => Math.Sqrt(_entries.Rows[layer].Sum(MatrixGeometry.Energy));

    /// <summary>How far another form is from this one: the norm of their difference, relative to the mean of their norms.</summary>
    /// <param name="other">A form of the same size.</param>
    /// <exception cref="ArgumentException">It has another L or d.</exception>
    public double DistanceTo(CanonicalMatrices other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Layers != Layers || other.Dimension != Dimension)
        {
            throw new ArgumentException(
                $"a form with L = {other.Layers}, d = {other.Dimension} beside one with L = {Layers}, d = {Dimension}"
            );
        }

        double squares = _entries
            .Rows.Zip(
                other._entries.Rows,
                (row, its) => row.Zip(its, (entry, its) => MatrixGeometry.Energy(entry - its)).Sum()
            )
            .Sum();
        return squares == 0 ? 0 : 2 * Math.Sqrt(squares) / (Norm + other.Norm);
    }

    internal static CanonicalMatrices Of(NetworkReading network) =>
        new(new(network.Layers, (layer, register) => Entry(network, layer, register)));

    private static Matrix<double> Entry(NetworkReading network, int layer, int register) =>
        network
            .Heads(register)
            .Select((head, index) => network.Weight[layer, register, index] * head.Gradient)
            .Aggregate((left, right) => left + right);
}
