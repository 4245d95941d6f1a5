using Memformer.Learn.Problems;

namespace Memformer.Learn.Solvers;

/// <summary>A method that runs on the least-squares problem of a prompt, from w_0 = 0.</summary>
/// <param name="name">The method's name, as the catalogue has it where it has it.</param>
public abstract class Solver(string name)
{
    /// <summary>The method's name, as the catalogue has it where it has it.</summary>
    public string Name { get; } = name;

    /// <summary>w_steps, d numbers.</summary>
    /// <param name="problem">H and b.</param>
    /// <param name="steps">The number of gradients, L; methods of a depth of their own take that.</param>
    public abstract double[] Solve(Problem problem, int steps);
}

/// <summary>
/// A method whose mean loss on a law is known exactly: on the prompts of a sample it is the control variate of everything
/// that behaves like it.
/// </summary>
/// <param name="Solver">The method.</param>
/// <param name="ExcessLoss">The exact mean of the squared error, without the noise of the query's own answer.</param>
public sealed record Control(Solver Solver, double ExcessLoss);
