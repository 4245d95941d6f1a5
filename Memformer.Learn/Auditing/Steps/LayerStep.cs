namespace Memformer.Learn.Auditing.Steps;

/// <summary>A number that a fit has found.</summary>
/// <param name="Value">The number.</param>
/// <param name="Error">Its standard error; null where it is unknown.</param>
public readonly record struct StepNumber(double Value, double? Error = null)
{
    internal StepNumber WithNoise(double? noise) => this with { Error = Error * noise };

    internal FittedParameter Named(string name) => new(name, Value, Error);
}

/// <summary>The step that one layer takes, with its numbers; <see cref="StepKind"/> says what each kind is.</summary>
public abstract record LayerStep
{
    private LayerStep() { }

    /// <summary>The kind.</summary>
    public abstract StepKind Kind { get; }

    /// <summary>How many numbers the layer's row of the canonical form gives it.</summary>
    public abstract int Numbers { get; }

    /// <summary>The numbers by their names.</summary>
    public abstract IReadOnlyList<FittedParameter> Parameters { get; }

    /// <summary>The step with the errors that a relative noise gives numbers whose errors are those of a noise of 1.</summary>
    internal abstract LayerStep WithNoise(double? noise);

    /// <summary>A step along the layer's own gradient.</summary>
    /// <param name="Step">Its length.</param>
    public sealed record Gradient(StepNumber Step) : LayerStep
    {
        /// <inheritdoc/>
        public override StepKind Kind => StepKind.Gradient;

        /// <inheritdoc/>
        public override int Numbers => 1;

        /// <inheritdoc/>
        public override IReadOnlyList<FittedParameter> Parameters => [Step.Named("step")];

        internal override LayerStep WithNoise(double? noise) => new Gradient(Step.WithNoise(noise));
    }

    /// <summary>A gradient step with momentum.</summary>
    /// <param name="Step">Its length.</param>
    /// <param name="Beta">β.</param>
    public sealed record Momentum(StepNumber Step, StepNumber Beta) : LayerStep
    {
        /// <inheritdoc/>
        public override StepKind Kind => StepKind.Momentum;

        /// <inheritdoc/>
        public override int Numbers => 2;

        /// <inheritdoc/>
        public override IReadOnlyList<FittedParameter> Parameters => [Step.Named("step"), Beta.Named("momentum")];

        internal override LayerStep WithNoise(double? noise) =>
            new Momentum(Step.WithNoise(noise), Beta.WithNoise(noise));
    }

    /// <summary>A gradient step with momentum and a correction along the gradient before.</summary>
    /// <param name="Step">Its length.</param>
    /// <param name="Beta">β.</param>
    /// <param name="Correction">The factor of the gradient before.</param>
    public sealed record Nesterov(StepNumber Step, StepNumber Beta, StepNumber Correction) : LayerStep
    {
        /// <inheritdoc/>
        public override StepKind Kind => StepKind.Nesterov;

        /// <inheritdoc/>
        public override int Numbers => 3;

        /// <inheritdoc/>
        public override IReadOnlyList<FittedParameter> Parameters =>
            [Step.Named("step"), Beta.Named("momentum"), Correction.Named("correction")];

        internal override LayerStep WithNoise(double? noise) =>
            new Nesterov(Step.WithNoise(noise), Beta.WithNoise(noise), Correction.WithNoise(noise));
    }

    /// <summary>A combination of all gradients so far.</summary>
    /// <param name="Coefficients">c_{l,0} … c_{l,l}.</param>
    public sealed record Combination(IReadOnlyList<StepNumber> Coefficients) : LayerStep
    {
        /// <inheritdoc/>
        public override StepKind Kind => StepKind.Lfom;

        /// <inheritdoc/>
        public override int Numbers => Coefficients.Count;

        /// <inheritdoc/>
        public override IReadOnlyList<FittedParameter> Parameters =>
            [
                new(
                    "coefficients",
                    [.. Coefficients.Select(number => (double?)number.Value)],
                    [.. Coefficients.Select(number => number.Error)]
                ),
            ];

        internal override LayerStep WithNoise(double? noise) =>
            new Combination([.. Coefficients.Select(number => number.WithNoise(noise))]);

        /// <summary>Equal coefficients.</summary>
        public bool Equals(Combination? other) => other is not null && Coefficients.SequenceEqual(other.Coefficients);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Coefficients.Count, Coefficients[0]);
    }

    /// <summary>A gradient step that also rewrites the features.</summary>
    /// <param name="Step">Its length.</param>
    /// <param name="Whitening">γ.</param>
    public sealed record GdPlusPlus(StepNumber Step, StepNumber Whitening) : LayerStep
    {
        /// <inheritdoc/>
        public override StepKind Kind => StepKind.GdPlusPlus;

        /// <inheritdoc/>
        public override int Numbers => 2;

        /// <inheritdoc/>
        public override IReadOnlyList<FittedParameter> Parameters => [Step.Named("step"), Whitening.Named("whitening")];

        internal override LayerStep WithNoise(double? noise) =>
            new GdPlusPlus(Step.WithNoise(noise), Whitening.WithNoise(noise));
    }

    /// <summary>Nothing of the family.</summary>
    public sealed record None : LayerStep
    {
        /// <inheritdoc/>
        public override StepKind Kind => StepKind.None;

        /// <inheritdoc/>
        public override int Numbers => 0;

        /// <inheritdoc/>
        public override IReadOnlyList<FittedParameter> Parameters => [];

        internal override LayerStep WithNoise(double? noise) => this;
    }
}
