using Memformer.Learn.Models;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Devices;

/// <summary>
/// The sizes of a network's recursion on a device, and where its numbers lie. A row of V is a thread's: rows of one prompt share H
/// and do not see each other. Entry k of all rows lies side by side, and so does an entry of all prompts' matrices, so that
/// neighbouring threads read neighbouring numbers.
/// </summary>
/// <remarks>Fields, and no properties, since the code that hands them to a device is not of this assembly.</remarks>
internal readonly struct KernelShape
{
    /// <summary>d.</summary>
    public readonly int Dimension;

    /// <summary>n.</summary>
    public readonly int Context;

    /// <summary>L.</summary>
    public readonly int Layers;

    /// <summary>Heads in every layer.</summary>
    public readonly int Heads;

    /// <summary>Tasks that a prompt stands for.</summary>
    public readonly int Tasks;

    /// <summary>Rows of V of one prompt: the tasks, and with noise as many again.</summary>
    public readonly int RowsPerPrompt;

    /// <summary>How many layers back a layer may use gradients: L with memory, else 0.</summary>
    public readonly int Memory;

    /// <summary>Prompts of a block.</summary>
    public readonly int Prompts;

    private KernelShape(KernelShape like, int prompts)
    {
        this = like;
        Prompts = prompts;
    }

    /// <summary>The sizes of a network's recursion.</summary>
    /// <param name="design">The network.</param>
    /// <param name="objective">What is sampled.</param>
    /// <param name="prompts">Prompts of a block.</param>
    public KernelShape(NetworkDesign design, Objective objective, int prompts)
    {
        Dimension = design.Dimension;
        Context = objective.Context;
        Layers = design.Layers;
        Heads = design.Heads;
        Tasks = Math.Min(objective.Tasks, design.Dimension);
        RowsPerPrompt = objective.Law.Noise > 0 ? 2 * Tasks : Tasks;
        Memory = design.HasMemory ? design.Layers : 0;
        Prompts = prompts;
    }

    /// <summary>The same for another block.</summary>
    /// <param name="prompts">Its prompts.</param>
    public KernelShape With(int prompts) => new(this, prompts);

    /// <summary>min(d, n), the rows of a prompt's root.</summary>
    public int Rank => Math.Min(Dimension, Context);

    /// <summary>Rows of a block.</summary>
    public int Rows => Prompts * RowsPerPrompt;

    /// <summary>Whether noise drives rows of its own.</summary>
    public bool HasNoise => RowsPerPrompt > Tasks;

    /// <summary>The first layer that may be used by a layer.</summary>
    public int FirstRegister(int layer) => Math.Max(layer - Memory, 0);

    /// <summary>The last layer that may use a layer's gradient.</summary>
    public int LastLayer(int register) => Math.Min(register + Memory, Layers - 1);

    // Vectors with a number for each row of the block.

    /// <summary>V_l, d vectors.</summary>
    public int Errors(int layer) => layer * Dimension;

    /// <summary>V_l H + N, d vectors.</summary>
    public int Gradients(int layer) => Errors(Layers + 1) + (layer * Dimension);

    /// <summary>The steps of a head, d vectors.</summary>
    public int Steps(int layer, int head) => Gradients(Layers) + (((layer * Heads) + head) * Dimension);

    /// <summary>The loss's derivative in V_l, d vectors.</summary>
    public int ErrorGradients(int layer) => Steps(Layers, 0) + (layer * Dimension);

    /// <summary>The loss's derivative in a head's steps, d vectors.</summary>
    public int StepGradients(int layer, int head) =>
        ErrorGradients(Layers + 1) + (((layer * Heads) + head) * Dimension);

    /// <summary>The loss's derivative in the gradient that is being passed, d vectors.</summary>
    public int GradientGradients => StepGradients(Layers, 0);

    /// <summary>N, d vectors.</summary>
    public int Drift => GradientGradients + Dimension;

    /// <summary>What each row adds to its prompt's loss.</summary>
    public int Losses => Drift + Dimension;

    /// <summary>The weight of each row's prompt in means.</summary>
    public int RowWeights => Losses + 1;

    /// <summary>How many vectors there are.</summary>
    public int RowVectors => RowWeights + 1;

    /// <summary>The place of a row's number in a vector.</summary>
    public int Row(int vector, int row) => (vector * Rows) + row;

    // Vectors with a number for each prompt of the block.

    /// <summary>T, Rank×d.</summary>
    public const int Triangles = 0;

    /// <summary>R with H = RᵀR/n, Rank×d.</summary>
    public int Roots => Rank * Dimension;

    /// <summary>H, d×d.</summary>
    public int Hessians => 2 * Rank * Dimension;

    /// <summary>The prompts' weights.</summary>
    public int Weights => Hessians + (Dimension * Dimension);

    /// <summary>TTᵀ, which its diagonalisation turns into eigenvalues, Rank×Rank.</summary>
    public int Spectra => Weights + 1;

    /// <summary>Its eigenvectors as rows, Rank×Rank.</summary>
    public int Eigenvectors => Spectra + (Rank * Rank);

    /// <summary>How many vectors there are.</summary>
    public int PromptVectors => Eigenvectors + (Rank * Rank);

    /// <summary>The place of a prompt's number in a vector.</summary>
    public int Prompt(int vector, int prompt) => (vector * Prompts) + prompt;

    // Numbers that all prompts share.

    /// <summary>A, (L, H, d, d).</summary>
    public const int Preconditioners = 0;

    /// <summary>g, (L, L, H).</summary>
    public int Gates => Layers * Heads * Dimension * Dimension;

    /// <summary>g_{l,j} of a head.</summary>
    public int Gate(int layer, int register, int head) => Gates + (((layer * Layers) + register) * Heads) + head;

    /// <summary>The weight in the loss of the answer after each layer.</summary>
    public int LayerWeights => Gates + (Layers * Layers * Heads);

    /// <summary>Σ, d×d.</summary>
    public int Covariance => LayerWeights + Layers;

    /// <summary>Its Cholesky factor, d×d.</summary>
    public int CovarianceRoot => Covariance + (Dimension * Dimension);

    /// <summary>The tasks that V's rows start as, each weighed for those that a prompt leaves out, d×d.</summary>
    public int TaskRoot => CovarianceRoot + (Dimension * Dimension);

    /// <summary>What the largest eigenvalue of a stretched prompt is multiplied by.</summary>
    public int Stretches => TaskRoot + (Dimension * Dimension);

    /// <summary>σ².</summary>
    public int NoiseVariance => Stretches + MostStretches;

    /// <summary>The share of stretched prompts.</summary>
    public int TailShare => NoiseVariance + 1;

    /// <summary>What a row of R is multiplied by to be one of N.</summary>
    public int NoiseScale => TailShare + 1;

    /// <summary>How many numbers there are.</summary>
    public int SharedNumbers => NoiseScale + 1;

    /// <summary>The room for <see cref="Stretches"/>.</summary>
    public const int MostStretches = 7;
}
