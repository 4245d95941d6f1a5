namespace Memformer.Learn.Training.Plans;

/// <summary>Which optimiser.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba, 2015); the paper's.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    AdamW,

    /// <summary>L-BFGS on one fixed large batch: a smooth problem, to many digits.</summary>
    Lbfgs,

    /// <summary>BFGS on a batch that grows from 16 to 4096 times the plan's; the default where it can be.</summary>
    Bfgs,
}
