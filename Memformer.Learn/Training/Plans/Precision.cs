namespace Memformer.Learn.Training.Plans;

/// <summary>The precision of torch's parameters and arithmetic, and of a card's recursion.</summary>
public enum Precision
{
    /// <summary>64 bits.</summary>
    Double,

    /// <summary>32 bits: faster on a GPU, and enough for losses down to about 10⁻⁴ of the start.</summary>
    Single,
}
