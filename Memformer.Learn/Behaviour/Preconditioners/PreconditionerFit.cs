using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>
/// Fits A to the answers of some contexts: Levenberg and Marquardt's method over the lower triangle of its factor, from several starts.
/// </summary>
/// <param name="prompts">The prompts of each context, with plain covariates.</param>
/// <param name="answers">The answers to all rows of the probe.</param>
/// <param name="degree">The degree of the polynomial that A is fitted beside.</param>
internal sealed class PreconditionerFit(FramedPrompt[][] prompts, double[] answers, int degree)
{
    /// <summary>Coordinates of answers for each number that is fitted, where the starts are tried.</summary>
    private const int FirstCoordinates = 4;

    /// <summary>Contexts on which the starts are tried, at least.</summary>
    private const int FewestContexts = 16;

    /// <summary>The same where A is fitted.</summary>
    private const int EnoughCoordinates = 12;

    /// <summary>Multiply-adds of a step that are no matter.</summary>
    private const double UsualWork = 2e8;

    /// <summary>Gains below which the tries of a start end.</summary>
    private const double FirstGain = 1e-2;

    /// <summary>Gains below which a fit ends.</summary>
    private const double Gain = 1e-3;

    /// <summary>Eigenvalues of a start, relative to its largest.</summary>
    private const double LeastEigenvalue = 1e-3;

    /// <summary>The same of a network that does not follow its prompts at all.</summary>
    private const double SmallestEigenvalue = 1e-30;

    /// <summary>A condition number of A that prompts of ordinary laws can tell.</summary>
    private const double MostCondition = 1e6;

    private readonly int _dimension = prompts[0][0].Moment.Count;

    /// <summary>The best point of the model with a polynomial; null where no A helps the first contexts.</summary>
    /// <param name="starts">Factors L of A = L Lᵀ to begin with.</param>
    /// <param name="wanted">Squared errors of each context that are to be reached.</param>
    public double[]? Of(IEnumerable<Matrix<double>> starts, double[] wanted)
    {
        // Where polynomials grow fast a few prompts have nearly all of the answers' mean square: they come last.
        PreconditionerModel few = Model(prompts[..Few], isRelative: true);
        double[] best = starts
            .Append(OneStep())
            .Select(start => few.Descend(few.Start(start), FirstGain))
            .MinBy(few.SquaredNorm)!;
        if (few.SquaredNorm(best) > few.Weighted(wanted))
        {
            return null;
        }

        best = Model(prompts[..Enough], isRelative: true).Descend(best, FirstGain);
        double[] last = Model(prompts[..Enough], isRelative: false).Descend(best, Gain);
        return Condition(last) <= MostCondition ? last : best;
    }

    private PreconditionerModel Model(FramedPrompt[][] contexts, bool isRelative) =>
        new(contexts, answers, FilterCurve.Polynomial(degree), isRelative);

    /// <summary>The condition number of A.</summary>
    private double Condition(double[] point) =>
        Math.Pow(PreconditionerModel.Factor(point, _dimension).ConditionNumber(), 2);

    /// <summary>How many contexts the starts are tried on.</summary>
    private int Few => Contexts(FirstCoordinates, FewestContexts);

    /// <summary>How many contexts A is fitted to: all where that costs little.</summary>
    private int Enough
    {
        get
        {
            double unknowns = PreconditionerModel.Count(_dimension) + degree;
            double each = prompts[0].Sum(prompt => prompt.Rows.Length) * unknowns * unknowns;
            return Contexts(EnoughCoordinates, (int)(UsualWork / each));
        }
    }

    /// <summary>Contexts with so many coordinates for each number that is fitted.</summary>
    private int Contexts(int coordinates, int least)
    {
        // A context tells w for each of its tasks, of which two are independent: 2d numbers.
        int needed = coordinates * (PreconditionerModel.Count(_dimension) + degree) / (2 * _dimension);
        return Math.Min(prompts.Length, Math.Max(needed, least));
    }

    /// <summary>The best A of one step, which is linear in it, made positive.</summary>
    private Matrix<double> OneStep()
    {
        Matrix<double> identity = Matrix<double>.Build.DenseIdentity(_dimension);
        double[] point = PreconditionerModel.Entries(identity);
        (double[,] normal, double[] descent) = new PreconditionerModel(
            prompts[..Few],
            answers,
            FilterCurve.OneStep,
            isRelative: true
        )
            .At(point)
            .NormalEquations();
        Matrix<double> damped = Matrix<double>.Build.DenseOfArray(normal);
        damped += Matrix<double>.Build.DenseIdentity(point.Length) * (1e-12 * damped.Trace());
        double[] step = [.. damped.Cholesky().Solve(Vector<double>.Build.Dense(descent))];
        // At L = I the change of A is dL + dLᵀ, exactly.
        Matrix<double> change = PreconditionerModel.Factor(step, _dimension);
        return Positive(identity + change + change.Transpose());
    }

    /// <summary>A factor of the nearest matrix with a limited condition number.</summary>
    private static Matrix<double> Positive(Matrix<double> matrix)
    {
        // An answer of the opposite sign is a matter of the constants.
        Evd<double> spectrum = (matrix.Trace() < 0 ? -matrix : matrix).Evd(Symmetricity.Symmetric);
        double least = Math.Max(LeastEigenvalue * spectrum.EigenValues[^1].Real, SmallestEigenvalue);
        Vector<double> eigenvalues = spectrum.EigenValues.Map(value => Math.Max(value.Real, least));
        Matrix<double> positive =
            spectrum.EigenVectors
            * Matrix<double>.Build.DenseOfDiagonalVector(eigenvalues)
            * spectrum.EigenVectors.Transpose();
        return ((positive + positive.Transpose()) / 2).Cholesky().Factor;
    }
}
