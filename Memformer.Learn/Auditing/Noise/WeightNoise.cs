using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Noise;

/// <summary>
/// What the canonical form does when every number of the network moves by chance and in proportion to its size: by the
/// same relative amount σ for each gate, and in the Frobenius norm for each matrix. It tells a deviation that such
/// noise explains from one that it does not.
/// </summary>
internal sealed class WeightNoise
{
    /// <summary>Small coefficients are less exact than their size: this share of a typical one is added to each.</summary>
    private const double Floor = 0.03;

    /// <summary>A matrix that is exactly what it is was not trained, and shows no noise.</summary>
    private const double Untrained = 1e-6;

    private readonly NetworkReading _network;
    private readonly int _gates;
    private readonly List<(int Gate, int Head, double Change)>[] _changes;
    private readonly double _floor;

    /// <summary>The noise of one network.</summary>
    public WeightNoise(NetworkReading network, CanonicalMatrices form)
    {
        _network = network;
        _changes = [.. Enumerable.Range(0, Index(form.Layers, 0)).Select(_ => new List<(int, int, double)>())];
        foreach (NetworkGates gates in GateVariations.Of(network.Weights.Gates, network.Context))
        {
            Note(_gates++, network.WeightsOf(gates));
        }

        double size = form.Norm > 0 ? form.Norm : 1;
        _floor = Floor * size / Math.Sqrt(Index(form.Layers, 0));
    }

    /// <summary>A gate moves few entries of the canonical form: only those are kept.</summary>
    private void Note(int gate, CanonicalWeights varied)
    {
        for (int layer = 0; layer < _network.Layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                for (int head = 0; head < _network.Weights.HeadCount; head++)
                {
                    double change = varied[layer, register, head] - _network.Weight[layer, register, head];
                    if (change != 0)
                    {
                        _changes[Index(layer, register)].Add((gate, head, change));
                    }
                }
            }
        }
    }

    /// <summary>
    /// How the coefficient <c>⟨C_{l,j}, D⟩/‖D‖²</c> moves with each independent source of noise at σ = 1: the gates, the
    /// P and Q of every head, and what is added to each coefficient.
    /// </summary>
    public Vector<double> Response(int layer, int register, Matrix<double> direction)
    {
        IReadOnlyList<HeadBlocks> heads = _network.Heads(register);
        double[] sizes = [.. heads.Select(head => MatrixGeometry.Along(head.Gradient, direction))];
        CanonicalWeights weight = _network.Weight;
        double norm = direction.FrobeniusNorm() is > 0 and double length ? length : 1;
        int entries = heads.Count * _network.Layers;
        double[] response = new double[_gates + (2 * entries) + Index(_network.Layers, 0)];
        foreach ((int gate, int head, double change) in _changes[Index(layer, register)])
        {
            response[gate] += sizes[head] * change;
        }

        for (int h = 0; h < heads.Count; h++)
        {
            int own = _gates + (2 * ((register * heads.Count) + h));
            double share = weight[layer, register, h] / (_network.Dimension + 1);
            response[own] = share * MatrixGeometry.Along(heads[h].Preconditioner, direction) * heads[h].Norm;
            response[own + 1] = share * heads[h].Corner * heads[h].Norm / norm;
        }

        response[^(Index(layer, register) + 1)] = _floor / norm;
        return Vector<double>.Build.Dense(response);
    }

    /// <summary>
    /// The noise that the matrices themselves show: how far each layer's own is from the preconditioner it was found to
    /// be, in units of σ², and over how many free entries. General matrices show it where all layers share one.
    /// </summary>
    public NoiseSample Sample(
        CanonicalMatrices form,
        IReadOnlyList<Preconditioner> preconditioners,
        Preconditioner shared,
        double tolerance
    )
    {
        double entries = form.Dimension * form.Dimension;
        bool sharesOne = shared.Kind == PreconditionerForm.General && shared.Mixture <= tolerance;
        return Enumerable
            .Range(0, form.Layers)
            .Select(layer =>
                sharesOne
                    ? Sample(form, layer, shared.Direction, (entries - 1) * (form.Layers - 1) / form.Layers)
                    : Sample(
                        form,
                        layer,
                        preconditioners[layer].Direction,
                        entries - preconditioners[layer].Kind.Numbers(form.Dimension)
                    )
            )
            .Aggregate((left, right) => left + right);
    }

    private NoiseSample Sample(CanonicalMatrices form, int layer, Matrix<double> direction, double freedom)
    {
        double unit = _network
            .Heads(layer)
            .Select((head, h) => _network.Weight[layer, layer, h] * head.Corner * head.Norm)
            .Sum(size => size * size);
        double share = unit / Math.Pow(form.Dimension + 1, 2);
        Matrix<double> own = form[layer, layer];
        double left = MatrixGeometry.Energy(own - (MatrixGeometry.Along(own, direction) * direction));
        bool wasTrained = left > Untrained * Untrained * MatrixGeometry.Energy(own);
        return wasTrained && freedom > 0 ? new NoiseSample(left / share, freedom) : default;
    }

    /// <summary>
    /// What turns residuals into independent ones with variance σ², if they are noise and nothing else: the inverse
    /// Cholesky factor of their covariance.
    /// </summary>
    /// <param name="responses">How each residual moves with the sources of noise, one row per residual, for σ = 1.</param>
    public static Matrix<double> Whitening(Matrix<double> responses) =>
        responses.TransposeAndMultiply(responses).Cholesky().Factor.Inverse();

    /// <summary>The diagonal part of <see cref="Whitening"/>: each residual by its own standard deviation.</summary>
    /// <param name="responses">As there.</param>
    public static Matrix<double> Scaling(Matrix<double> responses) =>
        Matrix<double>.Build.DiagonalOfDiagonalArray([.. responses.EnumerateRows().Select(row => 1 / row.L2Norm())]);

    /// <summary>The place of an entry in the lower triangle, row by row.</summary>
    private static int Index(int layer, int register) => (layer * (layer + 1) / 2) + register;
}
