namespace Memformer.Learn.Behaviour.Filters;

/// <summary>The answer 0.</summary>
internal sealed class ZeroFamily() : PointwiseFamily("zero", null)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) => [];

    protected override double Multiplier(double eigenvalue, double[] constants) => 0;
}

/// <summary>Least squares; of minimum norm where H is singular.</summary>
internal sealed class LeastSquaresFamily() : PointwiseFamily("least-squares", null)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) => [];

    protected override double Multiplier(double eigenvalue, double[] constants) => eigenvalue > 0 ? 1 / eigenvalue : 0;
}

/// <summary>Ridge regression, (H + λ I)⁻¹ Xᵀy/n.</summary>
internal sealed class RidgeFamily() : PointwiseFamily("ridge", null)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) =>
        [new("lambda", 1e-6 * largest, 100 * largest, IsLogarithmic: true)];

    protected override double Multiplier(double eigenvalue, double[] constants) => 1 / (eigenvalue + constants[0]);
}
