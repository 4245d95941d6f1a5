using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Torch.Networks;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Recursion;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Losses;

/// <summary>The paper's objective on whole prompts, for networks whose gates differ between tokens.</summary>
internal sealed class TokenLoss : BatchLoss
{
    private readonly MemformerNetwork _network;
    private readonly LossSettings _settings;
    private readonly PromptShards _shards;
    private readonly TokenSource[] _sources;

    public TokenLoss(MemformerNetwork network, LossSettings settings)
    {
        _network = network;
        _settings = settings;
        _shards = new PromptShards(settings.Threads);
        _sources = [.. Enumerable.Range(0, PromptShards.Count).Select(_ => new TokenSource(settings.Objective))];
    }

    /// <inheritdoc/>
    public override long NumbersPerPrompt =>
        (_network.Design.Dimension + 1L) * (_settings.Objective.Context + 1) * (_network.Design.Layers + 1);

    /// <inheritdoc/>
    public override Tensor Differentiate(ulong step)
    {
        (Tensor prompts, Tensor truth) = Draw(step, _settings.Batch);
        IReadOnlyList<Tensor> answers = _network.Answers(prompts);
        Tensor loss = zeros(1, dtype: _network.Packed.dtype, device: _network.Packed.device).squeeze();
        for (int layer = 1; layer < answers.Count; layer++)
        {
            if (_settings.LayerWeights[layer - 1] != 0)
            {
                loss = loss.Plus(Losses(answers[layer], truth).mean().Times(_settings.LayerWeights[layer - 1]));
            }
        }

        _network.Packed.grad?.zero_();
        loss.backward();
        return loss.detach();
    }

    /// <inheritdoc/>
    public override bool KnowsAmplification => false;

    /// <inheritdoc/>
    public override void Outcomes(ulong step, int layer, PromptOutcomes outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        using IDisposable guard = no_grad();
        using IDisposable scope = NewDisposeScope();
        (Tensor prompts, Tensor truth) = Draw(step, outcomes.Losses.Length);
        Losses(_network.Answers(prompts)[layer], truth).ToDoubles().CopyTo(outcomes.Losses, 0);
        Losses(zeros_like(truth), truth).ToDoubles().CopyTo(outcomes.Zero, 0);
    }

    private Tensor Losses(Tensor answers, Tensor truth) =>
        (answers - truth).Squared().Plus(_settings.Objective.Law.Noise * _settings.Objective.Law.Noise);

    /// <summary>Z_0, (B, d+1, n+1), and the queries' noiseless answers, (B).</summary>
    private (Tensor Prompts, Tensor Truth) Draw(ulong step, int prompts)
    {
        int tokens = _settings.Objective.Context + 1;
        int size = (_settings.Objective.Law.Dimension + 1) * tokens;
        double[] values = new double[prompts * size];
        double[] truth = new double[prompts];
        _shards.Run(
            _settings.Seed,
            step,
            prompts,
            (shard, range) =>
            {
                for (int prompt = range.First; prompt < range.First + range.Count; prompt++)
                {
                    _sources[shard].DrawTokens(range.Random);
                    truth[prompt] = Write(_sources[shard].Prompt, values.AsSpan(prompt * size, size));
                }
            }
        );
        Tensor Move(double[] numbers) => tensor(numbers).to(_network.Packed.dtype).to(_network.Packed.device);
        return (Move(values).reshape(prompts, _settings.Objective.Law.Dimension + 1, tokens), Move(truth));
    }

    /// <summary>Writes one prompt's columns, and returns the noiseless answer to its query.</summary>
    private static double Write(Prompt prompt, Span<double> columns)
    {
        int tokens = prompt.Context + 1;
        for (int token = 0; token < tokens; token++)
        {
            bool isQuery = token == prompt.Context;
            ReadOnlySpan<double> row = isQuery
                ? prompt.Query
                : prompt.Covariates.Slice(token * prompt.Stride, prompt.Stride);
            for (int i = 0; i < prompt.Dimension; i++)
            {
                columns[(i * tokens) + token] = row[i];
            }

            columns[(prompt.Dimension * tokens) + token] = isQuery
                ? 0
                : RowVector.Dot(row, prompt.Task) + prompt.Noise[token];
        }

        return RowVector.Dot(prompt.Query, prompt.Task);
    }
}
