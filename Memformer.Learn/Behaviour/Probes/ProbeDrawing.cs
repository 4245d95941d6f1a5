using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Behaviour.Probes;

/// <summary>Draws the questions of a design, context by context.</summary>
internal sealed class ProbeDrawing
{
    private readonly ProbeDesign _design;
    private readonly RandomSource _random;
    private readonly PromptSampler _sampler;
    private readonly Prompt _drawn;
    private readonly PromptSampler _single;
    private readonly Prompt _drawnSingle;
    private readonly Matrix<double> _root;
    private readonly Matrix<double> _inverseRoot;
    private readonly double[][] _pool;
    private readonly List<ProbePrompt> _prompts = [];
    private readonly List<ProbeRow> _rows = [];

    public ProbeDrawing(ProbeDesign design)
    {
        _design = design;
        _random = new RandomSource(design.Seed, block: 1);
        _sampler = new PromptSampler(design.Law, design.Context);
        _drawn = new Prompt(design.Dimension, design.Context);
        _single = new PromptSampler(design.Law, 1);
        _drawnSingle = new Prompt(design.Dimension, 1);
        _root = Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Factor(design.Law.Covariance));
        _inverseRoot = _root.Inverse();
        RandomSource pool = new(design.Seed, block: 2);
        _pool = [.. Enumerable.Range(0, design.Pool ?? 0).Select(_ => DrawTask(pool))];
    }

    public Probe Draw()
    {
        for (int group = 0; group < _design.Contexts; group++)
        {
            DrawContext(group);
        }

        return new Probe(_design, _prompts, _rows, _pool);
    }

    private void DrawContext(int group)
    {
        int d = _design.Dimension;
        _sampler.Draw(_random, _drawn);
        double[] covariates = Covariates();
        double[][] queries = [.. Enumerable.Range(0, _design.Queries).Select(_ => DrawQuery())];
        (double[] Weights, double[] Noise)[] tasks = DrawTasks();
        int first = _rows.Count;
        for (int task = 0; task < tasks.Length; task++)
        {
            double[] answers = AnswersOf(covariates, tasks[task].Weights, tasks[task].Noise);
            _prompts.Add(new ProbePrompt(covariates, answers));
            int asked = task == 0 ? _design.Queries : _design.FurtherQueries;
            for (int i = 0; i < asked; i++)
            {
                ProbeRole role =
                    task > 0 ? ProbeRole.AnotherTask
                    : i > 0 ? ProbeRole.AnotherQuery
                    : ProbeRole.Base;
                Add(queries[i], Inner(tasks[task].Weights, queries[i]), group, role, task, first + i);
            }
        }

        double[] weights = tasks[0].Weights;
        ProbePrompt asDrawn = new(covariates, AnswersOf(covariates, weights, tasks[0].Noise));
        double[] truths = [.. queries.Select(query => Inner(weights, query))];
        Matrix<double> turn = _root * RandomRotation.Draw(d, Seed(group)) * _inverseRoot;
        AddSymmetric(Permuted(asDrawn), queries, truths, 1, ProbeRole.Permuted);
        AddSymmetric(
            asDrawn with
            {
                Covariates = Turned(turn, covariates),
            },
            [.. queries.Select(query => Turned(turn, query))],
            truths,
            1,
            ProbeRole.Rotated
        );
        AddSymmetric(
            asDrawn with
            {
                Answers = [.. asDrawn.Answers.Select(y => ProbeDesign.AnswerScale * y)],
            },
            queries,
            truths,
            ProbeDesign.AnswerScale,
            ProbeRole.Scaled
        );

        void AddSymmetric(ProbePrompt prompt, double[][] asked, double[] answers, double scale, ProbeRole role)
        {
            _prompts.Add(prompt);
            for (int i = 0; i < _design.SymmetricQueries; i++)
            {
                Add(asked[i], scale * answers[i], group, role, 0, first + i);
            }
        }
    }

    private void Add(double[] query, double truth, int group, ProbeRole role, int task, int pair) =>
        _rows.Add(new ProbeRow(_prompts.Count - 1, query, truth, group, role, task, pair));

    private double[] Covariates()
    {
        int d = _design.Dimension;
        double[] covariates = new double[_design.Context * d];
        for (int i = 0; i < _design.Context; i++)
        {
            _drawn.Covariates.Slice(i * _drawn.Stride, d).CopyTo(covariates.AsSpan(i * d));
        }

        return covariates;
    }

    /// <summary>A query of the law: the first covariate of a prompt of its own.</summary>
    private double[] DrawQuery()
    {
        _single.Draw(_random, _drawnSingle);
        return _drawnSingle.Query[.._design.Dimension].ToArray();
    }

    private (double[] Weights, double[] Noise)[] DrawTasks()
    {
        List<(double[] Weights, double[] Noise)> tasks = [];
        for (int task = 0; task < _design.Tasks; task++)
        {
            bool combines = _pool.Length == 0 && task % 4 >= 2;
            double sign = task % 4 == 2 ? 1 : -1;
            tasks.Add(
                combines
                    ? (
                        Combine(tasks[task / 4 * 4].Weights, tasks[(task / 4 * 4) + 1].Weights, sign),
                        Combine(tasks[task / 4 * 4].Noise, tasks[(task / 4 * 4) + 1].Noise, sign)
                    )
                    : (NextTask(), NextNoise())
            );
        }

        return [.. tasks];
    }

    private double[] NextTask() =>
        _pool.Length == 0
            ? DrawTask(_random)
            : _pool[Math.Min((int)(_random.NextUniform() * _pool.Length), _pool.Length - 1)];

    private double[] NextNoise()
    {
        double[] noise = new double[_design.Context];
        if (_design.Law.Noise > 0)
        {
            _random.FillNormal(noise);
        }

        return [.. noise.Select(value => value * _design.Law.Noise)];
    }

    private double[] DrawTask(RandomSource random)
    {
        _single.Draw(random, _drawnSingle);
        return _drawnSingle.Task[.._design.Dimension].ToArray();
    }

    private static double[] Combine(double[] left, double[] right, double sign) =>
        [.. left.Zip(right, (a, b) => (a + (sign * b)) / Math.Sqrt(2))];

    private double[] AnswersOf(double[] covariates, double[] weights, double[] noise)
    {
        int d = _design.Dimension;
        return [.. noise.Select((e, i) => Inner(weights, covariates.AsSpan(i * d, d)) + e)];
    }

    private ProbePrompt Permuted(ProbePrompt prompt)
    {
        int d = _design.Dimension;
        int[] order = [.. Enumerable.Range(0, _design.Context)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = Math.Min((int)(_random.NextUniform() * (i + 1)), i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return new ProbePrompt(
            [.. order.SelectMany(i => prompt.Covariates[(i * d)..((i + 1) * d)])],
            [.. order.Select(i => prompt.Answers[i])]
        );
    }

    private static double[] Turned(Matrix<double> turn, double[] rows)
    {
        int d = turn.RowCount;
        double[] turned = new double[rows.Length];
        for (int start = 0; start < rows.Length; start += d)
        {
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    turned[start + i] += turn[i, j] * rows[start + j];
                }
            }
        }

        return turned;
    }

    private ulong Seed(int group) => unchecked((_design.Seed * 0x9E3779B97F4A7C15) + (ulong)group + 1);

    private static double Inner(double[] left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
