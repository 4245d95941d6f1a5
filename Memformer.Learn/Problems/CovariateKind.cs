namespace Memformer.Learn.Problems;

/// <summary>The shape of the law of the covariates; every kind has mean 0 and the covariance Σ of its law.</summary>
public enum CovariateKind
{
    /// <summary>x ~ N(0, Σ).</summary>
    Gaussian,

    /// <summary>
    /// x = T u with Σ = T Tᵀ, T lower triangular, and the d coordinates of u independent and uniform on [−√3, √3], which have
    /// variance 1: with Σ = I/3, x is uniform on [−1, 1] in each coordinate.
    /// </summary>
    Uniform,

    /// <summary>x = √d Σ^{1/2} u with u uniform on the unit sphere: every covariate has the same Mahalanobis norm.</summary>
    Sphere,

    /// <summary>
    /// x = √g Σ^{1/2} u with u uniform on the unit sphere and g ~ Gamma(shape, d/shape): a small shape gives many
    /// covariates near 0 and a few very long ones (Ahn et al., arXiv:2306.00297, out-of-distribution covariates).
    /// </summary>
    Gamma,
}
