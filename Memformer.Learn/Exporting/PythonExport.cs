using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Reading;

namespace Memformer.Learn.Exporting;

/// <summary>A learned method as a Python module that needs NumPy only.</summary>
public sealed class PythonExport : MethodExport
{
    internal PythonExport()
        : base("python", ".py") { }

    /// <inheritdoc/>
    public override string Write(LearnedMethod method, ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        return $""""
            """{options.Origin}.

            The method of the network, for least squares f(w) = |X w - y|^2 / (2 n):

                w[l+1] = w[l] - sum of C[l][j] @ grad f(w[j]) over j <= l,  w[0] = 0.

            solve(X, y) gives the weights after {method.Layers} steps, iterates(X, y) all of them.
            """

            import numpy as np

            {Coefficients(method.Form)}

            def iterates(X, y):
                """The weights w[0], ..., w[{method.Layers}] on covariates X (n x {method.Dimension}) and answers y (n)."""
                X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
                if X.ndim != 2 or X.shape[1] != {method.Dimension} or y.shape != X.shape[:1]:
                    raise ValueError(f"X is {"{X.shape}"} and y is {"{y.shape}"}, expected (n, {method.Dimension}) and (n,)")
                hessian, moment = X.T @ X / len(X), X.T @ y / len(X)
                points, gradients = [np.zeros({method.Dimension})], []
                for row in C:
                    gradients.append(hessian @ points[-1] - moment)
                    points.append(points[-1] - sum(matrix @ gradient for matrix, gradient in zip(row, gradients)))
                return points


            def solve(X, y):
                """The weights after the last step."""
                return iterates(X, y)[-1]


            if __name__ == "__main__":
                random = np.random.default_rng(1)
                X, truth = random.normal(size=({4 * method.Dimension}, {method.Dimension})){Root(
                options
            )}, random.normal(size={method.Dimension})
                print("a least-squares problem with {method.Dimension} unknowns and {4
                * method.Dimension} rows; distance to its solution:")
                for step, w in enumerate(iterates(X, X @ truth)):
                    print(f"after {"{step}"} steps  {"{np.linalg.norm(w - truth):.6f}"}")

            """";
    }

    /// <summary>Gives the example the covariance that the network knows.</summary>
    private static string Root(ExportOptions options)
    {
        if (options.Covariance is not { } entries)
        {
            return "";
        }

        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(entries);
        return SourceText.IsIdentity(covariance)
            ? ""
            : $" @ np.linalg.cholesky({Numbers.Rows(covariance, '[', ']', "        ")}).T";
    }

    private static string Coefficients(CanonicalMatrices form)
    {
        FactoredForm factored = FactoredForm.Of(form);
        if (factored.Deviation > SourceText.Rounding)
        {
            return $"C = {SourceText.Triangle(form.Layers, (l, j) => $"np.array({Numbers.Rows(form[l, j], '[', ']', "     ")})", '[', ']')}\n";
        }

        string matrices = string.Join(
            ",\n    ",
            factored.Preconditioners.Select(matrix =>
                SourceText.IsIdentity(matrix)
                    ? $"np.eye({form.Dimension})"
                    : $"np.array({Numbers.Rows(matrix, '[', ']', "              ")})"
            )
        );
        string steps = SourceText.Triangle(form.Layers, (l, j) => Numbers.Exact(factored.Coefficients[l, j]), '[', ']');
        return $"""
            # C[l][j] = STEPS[l][j] * A[j]
            A = [
                {matrices},
            ]
            STEPS = {steps}
            C = [[step * matrix for step, matrix in zip(row, A)] for row in STEPS]

            """;
    }
}
