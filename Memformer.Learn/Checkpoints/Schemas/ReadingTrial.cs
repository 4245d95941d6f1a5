using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>One of the networks that a file may be, with what its names leave open.</summary>
/// <param name="Weights">The network.</param>
/// <param name="Scale">The factor on the sum over tokens.</param>
/// <param name="Sign">What multiplies −[Z_L].</param>
internal sealed record CandidateReading(NetworkWeights Weights, AttentionScale Scale, double Sign)
{
    public override string ToString() => $"scale {Scale.Text} and answer {(Sign > 0 ? "−" : "+")}[Z_L]";
}

/// <summary>
/// Decides what names and shapes leave open, whether the sum over tokens is divided by n and the answer's sign, by what the network
/// is for: of the readings, the one whose answers are nearest on prompts of the isotropic law.
/// </summary>
internal static class ReadingTrial
{
    private const double Multiplications = 1e8;
    private const ulong Seed = 1;

    /// <summary>The reading with the smallest error; says which it was and what the others leave.</summary>
    /// <param name="choices">One or more, the most usual first.</param>
    /// <param name="context">n of the prompts.</param>
    /// <param name="assumed">Sentences; one is added where there was something to decide.</param>
    public static CandidateReading Best(IReadOnlyList<CandidateReading> choices, int context, List<string> assumed)
    {
        if (choices.Count == 1)
        {
            return choices[0];
        }

        List<double> errors = choices.Select(choice => RelativeError(choice.Weights, context)).ToList();
        int best = errors.Min() < 1 ? errors.IndexOf(errors.Min()) : 0;
        assumed.Add(
            errors[best] < 1
                ? $"the names do not say the scale and the sign: read with {choices[best]}, the answers are nearest on isotropic prompts with n = {context}, at {NumberText.Of(errors[best], 3)} of the error of answering 0 ({Others(choices, errors, best)}); a map says otherwise"
                : $"the names do not say the scale and the sign, and with none are the answers nearer than 0 on isotropic prompts with n = {context}: read with {choices[best]}; a map says otherwise"
        );
        return choices[best];
    }

    private static string Others(IReadOnlyList<CandidateReading> choices, IReadOnlyList<double> errors, int best) =>
        string.Join(
            ", ",
            choices
                .Zip(errors)
                .Where((_, index) => index != best)
                .Select(pair => $"{NumberText.Of(pair.Second, 3)} with {pair.First}")
        );

    /// <summary>The mean squared error of the answers beside that of answering 0.</summary>
    private static double RelativeError(NetworkWeights weights, int context)
    {
        DataLaw law = DataLaw.Isotropic(weights.Dimension);
        double size = weights.Dimension + 1;
        double work = size * size * (size + context) * weights.Layers * weights.HeadCount;
        int count = (int)Math.Clamp(Multiplications / work, 8, 200);
        double error = 0;
        double power = 0;
        foreach (
            DrawnProblem problem in DrawnProblem.Draw(law, weights.Context ?? context, count, Seed, withTokens: true)
        )
        {
            error += Square(NetworkForward.Predict(weights, problem.Tokens) - problem.Truth);
            power += Square(problem.Truth);
        }

        return double.IsNaN(error) ? double.PositiveInfinity : error / power;
    }

    private static double Square(double value) => value * value;
}
