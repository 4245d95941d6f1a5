using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Filters;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Behaviour.Candidates;

/// <summary>Fits every known method to the answers of a network, in one frame.</summary>
internal sealed class CandidateSearch
{
    private const int MostNewtonSteps = 7;

    private readonly Probe _probe;
    private readonly SpectralSample _sample;
    private readonly double[] _answers;
    private readonly FilterFitter _fitter;
    private readonly Bootstrap _bootstrap;
    private readonly int _steps;
    private readonly int _fitted;

    /// <param name="probe">The questions.</param>
    /// <param name="sample">The questions in the frame.</param>
    /// <param name="answers">The answers to all rows of the probe.</param>
    /// <param name="bootstrap">Resamples of the contexts.</param>
    /// <param name="steps">The largest number of steps, and the largest degree.</param>
    /// <param name="fitted">How many numbers of the frame were fitted to the answers.</param>
    public CandidateSearch(
        Probe probe,
        SpectralSample sample,
        double[] answers,
        Bootstrap bootstrap,
        int steps,
        int fitted = 0
    )
    {
        (_probe, _sample, _answers, _bootstrap, _steps, _fitted) = (probe, sample, answers, bootstrap, steps, fitted);
        _fitter = new FilterFitter(sample, answers);
    }

    /// <summary>The answers, by context.</summary>
    public FilterFitter Fitter => _fitter;

    /// <summary>All candidates of the frame.</summary>
    /// <param name="isPlain">Whether the frame is that of plain gradients, where methods without one are counted.</param>
    public IEnumerable<Candidate> All(bool isPlain)
    {
        IEnumerable<Candidate> filters = Families(isPlain).AsParallel().AsOrdered().Select(Fitted);
        IEnumerable<Candidate> others = isPlain && _probe.Pool.Count > 0 ? [DiscreteMean()] : [];
        return [.. filters, .. Polynomials(), .. ConjugateGradientSteps(), .. others];
    }

    private IEnumerable<FilterFamily> Families(bool isPlain)
    {
        if (isPlain)
        {
            yield return new ZeroFamily();
            yield return new LeastSquaresFamily();
        }

        yield return new RidgeFamily();
        for (int k = 1; k <= _steps; k++)
        {
            yield return new GradientDescentFamily(k);
        }

        // One step of these is one of gradient descent.
        for (int k = 2; k <= _steps; k++)
        {
            yield return new HeavyBallFamily(k);
            yield return new NesterovFamily(k);
            yield return new ChebyshevFamily(k);
        }

        for (int k = 1; k <= MostNewtonSteps; k++)
        {
            foreach (NewtonStart start in Enum.GetValues<NewtonStart>())
            {
                yield return new NewtonFamily(k, start);
            }
        }
    }

    private Candidate Fitted(FilterFamily family)
    {
        FilterConstant[] constants = [.. family.Constants(_sample.Largest)];
        double[] values = _fitter.Fit(family);
        Func<double[], double[]> multipliers = spectrum => family.Multipliers(spectrum, values);
        List<KeyValuePair<string, double>> parameters = [];
        if (family.Steps is int steps)
        {
            parameters.Add(KeyValuePair.Create("steps", (double)steps));
        }

        parameters.AddRange(constants.Zip(values, (constant, value) => KeyValuePair.Create(constant.Name, value)));
        return Of(
            family.Name,
            parameters,
            family.Variant,
            constants.Length,
            _fitter.SquaredErrors(multipliers),
            multipliers
        );
    }

    private IEnumerable<Candidate> Polynomials()
    {
        LinearFilters filters = new(
            _sample,
            _fitter,
            eigenvalue => PolynomialBasis.Values(eigenvalue, _sample.Largest, _steps)
        );
        for (int degree = 1; degree <= _steps; degree++)
        {
            double[] coefficients = filters.Fit(degree);
            double[] monomials = PolynomialBasis.Monomials(coefficients, _sample.Largest);
            List<KeyValuePair<string, double>> parameters =
            [
                KeyValuePair.Create("degree", (double)degree),
                .. monomials.Select((value, power) => KeyValuePair.Create($"u{power}", value)),
            ];
            yield return Of(
                "polynomial",
                parameters,
                null,
                degree,
                filters.SquaredErrors(coefficients),
                spectrum => filters.Multipliers(spectrum, coefficients)
            );
        }
    }

    private List<Candidate> ConjugateGradientSteps()
    {
        int most = Math.Min(_steps, Math.Min(_probe.Dimension, _probe.Context) - 1);
        double[][] errors = [.. Enumerable.Range(0, Math.Max(0, most)).Select(_ => new double[_sample.Contexts.Count])];
        ConjugateGradients solver = new();
        foreach (FramedPrompt prompt in _sample.Prompts)
        {
            Problem problem = prompt.Problem;
            for (int k = 0; k < most; k++)
            {
                errors[k][prompt.Group] += SquaredError(
                    prompt,
                    prompt.Answer(Vector<double>.Build.Dense(solver.Solve(problem, k + 1)))
                );
            }
        }

        return
        [
            .. errors.Select(
                (values, k) => Of("conjugate-gradient", [KeyValuePair.Create("steps", k + 1.0)], null, 0, values, null)
            ),
        ];
    }

    private Candidate DiscreteMean()
    {
        DiscreteMean mean = new(_probe, _sample);
        (double sigma, double[][] answers) = mean.Fit(SquaredError);
        double[] errors = new double[_sample.Contexts.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            errors[_sample.Prompts[i].Group] += SquaredError(_sample.Prompts[i], answers[i]);
        }

        return Of("discrete-mmse", [KeyValuePair.Create("sigma", sigma)], null, 1, errors, null);
    }

    private double SquaredError(FramedPrompt prompt, double[] answers)
    {
        double sum = 0;
        for (int i = 0; i < answers.Length; i++)
        {
            double error = _answers[prompt.Rows[i]] - answers[i];
            sum += error * error;
        }

        return sum;
    }

    private Candidate Of(
        string name,
        IReadOnlyList<KeyValuePair<string, double>> parameters,
        KeyValuePair<string, string>? variant,
        int constants,
        double[] errors,
        Func<double[], double[]>? multipliers
    ) =>
        new(name, parameters, variant, _sample.Frame, constants + _fitted, _bootstrap.Ratio(errors, _fitter.Energies))
        {
            SquaredErrors = errors,
            OfPreconditioner = _fitted,
            Multipliers = multipliers,
        };
}
