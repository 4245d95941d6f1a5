using Memformer.Learn.Numerics;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Recursion;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Losses;

/// <summary>A batch of prompts as tensors, reduced to what an error recursion needs.</summary>
/// <param name="Hessian">H, (B, d, d).</param>
/// <param name="Errors">V_0, (B, k, d).</param>
/// <param name="Drift">N, (B, k, d), or null without noise.</param>
/// <param name="QueryRoot">K, (B, d, 1) or (d, d): the loss is the sum of squares of V_L K, and σ².</param>
/// <param name="Weights">The prompts' weights in means, (B), or null where all are 1.</param>
internal sealed record StatisticsBatch(Tensor Hessian, Tensor Errors, Tensor? Drift, Tensor QueryRoot, Tensor? Weights)
{
    /// <summary>Draws batches on the processor and moves them to a device.</summary>
    internal sealed class Sampler
    {
        private readonly PromptShards _shards;
        private readonly PromptSource[] _sources;
        private readonly PromptStatistics[] _statistics;
        private readonly LossSettings _settings;

        public Sampler(LossSettings settings)
        {
            _settings = settings;
            _shards = new PromptShards(settings.Threads);
            _sources = [.. Enumerable.Range(0, PromptShards.Count).Select(_ => PromptSource.Of(settings.Objective))];
            _statistics = [.. _sources.Select(source => PromptStatistics.Allocate(source.Dimension, source.Rows))];
        }

        /// <summary>σ².</summary>
        public double NoiseFloor => _sources[0].NoiseFloor;

        /// <summary>The prompts of a step.</summary>
        public StatisticsBatch Draw(ulong step, int prompts, Device device, ScalarType precision)
        {
            PromptSource shape = _sources[0];
            int d = shape.Dimension;
            int rows = shape.Rows;
            bool isShared = shape.QueryColumns == d && _settings.Objective.Kind != ObjectiveKind.Tokens;
            double[] hessian = new double[prompts * d * d];
            double[] errors = new double[prompts * rows * d];
            double[] drift = new double[shape.HasDrift ? prompts * rows * d : 0];
            double[] weights = new double[prompts];
            double[] root = new double[isShared ? d * d : prompts * d];
            _shards.Run(
                _settings.Seed,
                step,
                prompts,
                (shard, range) =>
                {
                    _sources[shard].Begin(range);
                    for (int prompt = range.First; prompt < range.First + range.Count; prompt++)
                    {
                        PromptStatistics drawn = _statistics[shard];
                        _sources[shard].Draw(range.Random, drawn);
                        weights[prompt] = _sources[shard].Weight;
                        Pack(drawn.Hessian.Span, hessian.AsSpan(prompt * d * d), d, d);
                        Pack(drawn.Errors.Span, errors.AsSpan(prompt * rows * d), rows, d);
                        Pack(drawn.Drift.Span, shape.HasDrift ? drift.AsSpan(prompt * rows * d) : default, rows, d);
                        if (!isShared)
                        {
                            _sources[shard].CopyQueryRoot(root.AsSpan(prompt * d));
                        }
                    }
                }
            );
            if (isShared)
            {
                shape.CopyQueryRoot(root);
            }

            Tensor Move(double[] values, params long[] extents) =>
                tensor(values).reshape(extents).to(precision).to(device);
            return new StatisticsBatch(
                Move(hessian, prompts, d, d),
                Move(errors, prompts, rows, d),
                shape.HasDrift ? Move(drift, prompts, rows, d) : null,
                isShared ? Move(root, d, d) : Move(root, prompts, d, 1),
                _settings.Objective.TailShare > 0 ? Move(weights, prompts) : null
            );
        }

        /// <summary>Whether <see cref="Amplify"/> can be asked.</summary>
        public bool KnowsAmplification => _sources[0].KnowsAmplification;

        /// <summary>Finds out for each prompt whether final errors, (B, k, d), amplify some task.</summary>
        public void Amplify(double[] errors, bool[] amplifies)
        {
            PromptSource source = _sources[0];
            int d = source.Dimension;
            Span<double> padded = _statistics[0].Errors.Span;
            padded.Clear();
            for (int prompt = 0; prompt < amplifies.Length; prompt++)
            {
                for (int row = 0; row < source.Rows; row++)
                {
                    errors.AsSpan(((prompt * source.Rows) + row) * d, d).CopyTo(padded[(row * source.Stride)..]);
                }

                amplifies[prompt] = source.Amplifies(padded);
            }
        }

        private static void Pack(ReadOnlySpan<double> padded, Span<double> packed, int rows, int d)
        {
            int stride = AlignedMemory.Stride(d);
            for (int row = 0; row < rows && !packed.IsEmpty; row++)
            {
                padded.Slice(row * stride, d).CopyTo(packed[(row * d)..]);
            }
        }
    }
}
