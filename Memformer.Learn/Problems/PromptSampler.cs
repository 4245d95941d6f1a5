using Memformer.Learn.Numerics;

namespace Memformer.Learn.Problems;

/// <summary>Draws whole prompts of a law: covariates, task, query and noise. Not thread-safe: one per thread.</summary>
public sealed class PromptSampler
{
    private readonly DataLaw _law;
    private readonly int _stride;
    private readonly double[] _normals;
    private readonly Memory<double> _covariateRoot;
    private readonly Memory<double> _taskRoot;
    private readonly Memory<double> _white;
    private readonly bool _isStandard;
    private readonly double[,] _pool;

    /// <summary>Creates a sampler.</summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1, the number of context tokens.</param>
    public PromptSampler(DataLaw law, int context)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentOutOfRangeException.ThrowIfLessThan(context, 1);
        _law = law;
        Context = context;
        int d = law.Dimension;
        _stride = AlignedMemory.Stride(d);
        _normals = new double[(context + 2) * d];
        _white = Prompt.AllocateRows(context, _stride);
        _covariateRoot = TransposedRoot(law.Covariance, _stride);
        _taskRoot = TransposedRoot(law.TaskCovariance, _stride);
        _pool = law.PoolTasks;
        _isStandard = law.Covariates == CovariateKind.Gaussian && IsIdentity(law.Covariance);
    }

    /// <summary>n.</summary>
    public int Context { get; }

    /// <summary>d.</summary>
    public int Dimension => _law.Dimension;

    /// <summary>Draws the next prompt.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="prompt">Overwritten; of this sampler's dimension and context.</param>
    public void Draw(RandomSource random, Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(prompt);
        random.FillNormal(_normals);
        Span<double> white = _white.Span;
        for (int row = 0; row < Context + 2; row++)
        {
            _normals.AsSpan(row * Dimension, Dimension).CopyTo(white[(row * _stride)..]);
        }

        if (_isStandard)
        {
            white.CopyTo(prompt.Rows);
        }
        else
        {
            Reshape(random, white);
            Transform(white, _covariateRoot.Span, prompt.Rows, 0, Context + 1);
        }

        Transform(white, _taskRoot.Span, prompt.Rows, Context + 1, 1);
        if (_pool.Length > 0)
        {
            TakeTask(random, prompt.Task);
        }

        DrawNoise(random, prompt.Noise);
    }

    private void Transform(
        ReadOnlySpan<double> white,
        ReadOnlySpan<double> root,
        Span<double> rows,
        int first,
        int count
    ) =>
        RowProduct.Set(
            rows[(first * _stride)..],
            white[(first * _stride)..],
            _stride,
            1,
            root,
            count,
            Dimension,
            _stride
        );

    /// <summary>One of the pool's tasks, each as likely as any other.</summary>
    private void TakeTask(RandomSource random, Span<double> task)
    {
        int count = _pool.GetLength(0);
        int taken = Math.Min((int)(random.NextUniform() * count), count - 1);
        for (int i = 0; i < Dimension; i++)
        {
            task[i] = _pool[taken, i];
        }
    }

    private void DrawNoise(RandomSource random, Span<double> noise)
    {
        if (_law.Noise == 0)
        {
            return;
        }

        random.FillNormal(noise);
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] *= _law.Noise;
        }
    }

    /// <summary>Makes rows of the kind of covariates, with covariance I, of the rows of standard normal numbers.</summary>
    private void Reshape(RandomSource random, Span<double> rows)
    {
        if (_law.Covariates == CovariateKind.Gaussian)
        {
            return;
        }

        int d = Dimension;
        for (int i = 0; i <= Context; i++)
        {
            Span<double> row = rows.Slice(i * _stride, d);
            if (_law.Covariates == CovariateKind.Uniform)
            {
                FillUniform(random, row);
                continue;
            }

            double squaredLength =
                _law.Covariates == CovariateKind.Sphere ? d : random.NextGamma(_law.GammaShape) * d / _law.GammaShape;
            double squared = 0;
            foreach (double entry in row)
            {
                squared += entry * entry;
            }

            double scale = Math.Sqrt(squaredLength / squared);
            for (int k = 0; k < d; k++)
            {
                row[k] *= scale;
            }
        }
    }

    /// <summary>Numbers of mean 0 and variance 1.</summary>
    private static void FillUniform(RandomSource random, Span<double> row)
    {
        double half = Math.Sqrt(3);
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = half * ((2 * random.NextUniform()) - 1);
        }
    }

    private static Memory<double> TransposedRoot(double[,] covariance, int stride)
    {
        Memory<double> rows = AlignedMemory.Allocate(covariance.GetLength(0) * stride);
        AlignedMemory.CopyTransposed(CovarianceMatrix.Factor(covariance), rows.Span, stride);
        return rows;
    }

    private static bool IsIdentity(double[,] matrix)
    {
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                if (matrix[i, j] != (i == j ? 1 : 0))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
