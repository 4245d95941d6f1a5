using System.Runtime.Intrinsics;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// The loss of a network whose blocks are multiples of I, by the multiples alone: every eigenvector of H is a prompt of one dimension.
/// With <c>u_j = (v_j h + ν) s_j²</c> and <c>t_j = h s_j³</c>, errors and features obey <c>v_{l+1} = v_l − Σ_j a_{l,j} u_j</c> and
/// <c>s_{l+1} = s_l − Σ_j b_{l,j} t_j</c>, where a = Σ_h g_{l,j,h} A_{j,h} and b = Σ_h g_{l,j,h} A_{j,h} B_{j,h}. An error starts at the task,
/// without ν, or at 0, driven by the noise's share ν.
/// </summary>
/// <remarks>
/// What <see cref="TransformedLaneRecursion"/> is for matrices; its adjoint is derived by hand in the same way. Without the noise of the query's
/// own answer. Not thread-safe.
/// </remarks>
internal sealed class SpectralLoss
{
    private const int Lanes = AlignedMemory.Lanes;

    private readonly NetworkDesign _untied;
    private readonly TiedParameters? _tied;
    private readonly CanonicalParameters _canonical;
    private readonly PromptSpectra _spectra;
    private readonly double[] _gradient;
    private readonly double[] _errorSteps;
    private readonly double[] _featureSteps;
    private readonly Vector512<double>[] _errorSlopes;
    private readonly Vector512<double>[] _featureSlopes;
    private readonly Pass _pass;

    /// <summary>Prepares.</summary>
    /// <param name="design">The network, of any d.</param>
    /// <param name="spectra">The prompts.</param>
    public SpectralLoss(NetworkDesign design, PromptSpectra spectra)
    {
        NetworkDesign scalar = design with { Dimension = 1 };
        _untied = scalar.Untied;
        _tied = scalar.Tied ? new TiedParameters(scalar) : null;
        _canonical = new CanonicalParameters(_untied);
        _spectra = spectra;
        _gradient = new double[_canonical.Layout.Length];
        int pairs = _untied.Layers * _untied.Layers;
        (_errorSteps, _featureSteps) = (new double[pairs], new double[pairs]);
        (_errorSlopes, _featureSlopes) = (new Vector512<double>[pairs], new Vector512<double>[pairs]);
        _pass = new Pass(_untied.Layers);
    }

    /// <summary>The mean loss and its derivatives.</summary>
    /// <param name="parameters">In the order of the <see cref="ParameterLayout"/> of the network with d = 1.</param>
    /// <param name="gradient">Overwritten; as long as the parameters.</param>
    public double LossAndGradient(double[] parameters, double[] gradient)
    {
        _canonical.Set(_tied is null ? parameters : _tied.Repeat(parameters));
        SetSteps();
        Array.Clear(_errorSlopes);
        Array.Clear(_featureSlopes);
        Vector512<double> loss = Vector512<double>.Zero;
        Span<double> padded = stackalloc double[3 * Lanes];
        int count = _spectra.Eigenvalues.Length;
        for (int first = 0; first < count; first += Lanes)
        {
            int used = Math.Min(Lanes, count - first);
            padded.Clear();
            _spectra.Eigenvalues.AsSpan(first, used).CopyTo(padded);
            _spectra.Weights.AsSpan(first, used).CopyTo(padded[Lanes..]);
            _spectra.Tasks.AsSpan(first, used).CopyTo(padded[(2 * Lanes)..]);
            Vector512<double> eigenvalues = Vector512.Create<double>(padded);
            Vector512<double> weights = Vector512.Create<double>(padded[Lanes..]);
            Vector512<double> tasks = Vector512.Sqrt(Vector512.Create<double>(padded[(2 * Lanes)..]));
            loss += Accumulate(eigenvalues, weights, tasks, Vector512<double>.Zero);
            if (_spectra.NoiseToContext > 0)
            {
                Vector512<double> noise = Vector512.Sqrt(eigenvalues * _spectra.NoiseToContext);
                loss += Accumulate(eigenvalues, weights, Vector512<double>.Zero, noise);
            }
        }

        PullBack(1.0 / count, gradient);
        return VectorMath.Sum(loss) / count;
    }

    /// <summary>The loss of eight eigenvectors; adds its derivatives in a and b.</summary>
    private Vector512<double> Accumulate(
        Vector512<double> eigenvalues,
        Vector512<double> weights,
        Vector512<double> start,
        Vector512<double> noise
    )
    {
        _pass.Run(eigenvalues, start, noise, _errorSteps, _featureSteps);
        Vector512<double> error = _pass.Answer;
        _pass.Backward(2.0 * weights * error, _errorSteps, _featureSteps, _errorSlopes, _featureSlopes);
        return weights * error * error;
    }

    private void SetSteps()
    {
        (int layers, int heads) = (_untied.Layers, _untied.Heads);
        Array.Clear(_errorSteps);
        Array.Clear(_featureSteps);
        for (int layer = 0; layer < layers; layer++)
        {
            for (int block = 0; block < (layer + 1) * heads; block++)
            {
                double step = _canonical.Gates[(layer * layers * heads) + block] * _canonical.Preconditioners[block];
                int pair = (layer * layers) + (block / heads);
                _errorSteps[pair] += step;
                _featureSteps[pair] += step * ValueAt(block);
            }
        }
    }

    /// <summary>From the derivatives in a and b to those in A, B and g, and in the parameters.</summary>
    private void PullBack(double factor, double[] gradient)
    {
        (int layers, int heads) = (_untied.Layers, _untied.Heads);
        double[] preconditioners = new double[_canonical.Preconditioners.Length];
        double[] values = new double[_canonical.Values.Length];
        double[] gates = new double[_canonical.Gates.Length];
        for (int layer = 0; layer < layers; layer++)
        {
            for (int block = 0; block < (layer + 1) * heads; block++)
            {
                int place = (layer * layers * heads) + block;
                int pair = (layer * layers) + (block / heads);
                double gate = _canonical.Gates[place];
                double step = _canonical.Preconditioners[block];
                double ofErrors = factor * VectorMath.Sum(_errorSlopes[pair]);
                double ofFeatures = factor * VectorMath.Sum(_featureSlopes[pair]);
                double ofStep = ofErrors + (ValueAt(block) * ofFeatures);
                preconditioners[block] += gate * ofStep;
                gates[place] += step * ofStep;
                if (values.Length > 0)
                {
                    values[block] += gate * step * ofFeatures;
                }
            }
        }

        _canonical.PullBack(preconditioners, values, gates, _gradient);
        if (_tied is null)
        {
            _gradient.CopyTo(gradient, 0);
        }
        else
        {
            _tied.Sum(_gradient, gradient);
        }
    }

    private double ValueAt(int block) => _canonical.Values.Length > 0 ? _canonical.Values[block] : 0;

    /// <summary>Eight eigenvectors through the network, there and back.</summary>
    private sealed class Pass(int layers)
    {
        private readonly Vector512<double>[] _errors = new Vector512<double>[layers + 1];
        private readonly Vector512<double>[] _features = new Vector512<double>[layers + 1];
        private readonly Vector512<double>[] _errorTerms = new Vector512<double>[layers];
        private readonly Vector512<double>[] _featureTerms = new Vector512<double>[layers];
        private readonly Vector512<double>[] _errorTermSlopes = new Vector512<double>[layers];
        private readonly Vector512<double>[] _featureTermSlopes = new Vector512<double>[layers];
        private Vector512<double> _eigenvalues;
        private Vector512<double> _noise;

        /// <summary>v_L.</summary>
        public Vector512<double> Answer => _errors[layers];

        public void Run(
            Vector512<double> eigenvalues,
            Vector512<double> start,
            Vector512<double> noise,
            double[] errorSteps,
            double[] featureSteps
        )
        {
            (_eigenvalues, _noise) = (eigenvalues, noise);
            (_errors[0], _features[0]) = (start, Vector512<double>.One);
            for (int layer = 0; layer < layers; layer++)
            {
                Vector512<double> feature = _features[layer];
                Vector512<double> square = feature * feature;
                _errorTerms[layer] = Gradient(layer) * square;
                _featureTerms[layer] = eigenvalues * square * feature;
                (Vector512<double> error, Vector512<double> next) = (_errors[layer], feature);
                for (int register = 0; register <= layer; register++)
                {
                    int pair = (layer * layers) + register;
                    error -= errorSteps[pair] * _errorTerms[register];
                    next -= featureSteps[pair] * _featureTerms[register];
                }

                (_errors[layer + 1], _features[layer + 1]) = (error, next);
            }
        }

        /// <summary>Adds the derivatives in a and b, from that in v_L.</summary>
        public void Backward(
            Vector512<double> errorSlope,
            double[] errorSteps,
            double[] featureSteps,
            Vector512<double>[] errorStepSlopes,
            Vector512<double>[] featureStepSlopes
        )
        {
            Array.Clear(_errorTermSlopes);
            Array.Clear(_featureTermSlopes);
            // The loss sees the features through errors alone.
            Vector512<double> featureSlope = Vector512<double>.Zero;
            for (int layer = layers - 1; layer >= 0; layer--)
            {
                for (int register = 0; register <= layer; register++)
                {
                    int pair = (layer * layers) + register;
                    errorStepSlopes[pair] -= errorSlope * _errorTerms[register];
                    featureStepSlopes[pair] -= featureSlope * _featureTerms[register];
                    _errorTermSlopes[register] -= errorSteps[pair] * errorSlope;
                    _featureTermSlopes[register] -= featureSteps[pair] * featureSlope;
                }

                Vector512<double> feature = _features[layer];
                Vector512<double> square = feature * feature;
                featureSlope +=
                    (2.0 * _errorTermSlopes[layer] * Gradient(layer) * feature)
                    + (3.0 * _featureTermSlopes[layer] * _eigenvalues * square);
                errorSlope += _errorTermSlopes[layer] * _eigenvalues * square;
            }
        }

        /// <summary>v_l h + ν.</summary>
        private Vector512<double> Gradient(int layer) => (_errors[layer] * _eigenvalues) + _noise;
    }
}
