using System.Globalization;
using Memformer.Learn.Auditing.Reading;

namespace Memformer.Learn.Exporting;

/// <summary>A learned method as a C# class that needs nothing but the base library.</summary>
public sealed class CSharpExport : MethodExport
{
    internal CSharpExport()
        : base("csharp", ".cs") { }

    /// <inheritdoc/>
    public override string Write(LearnedMethod method, ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        return $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;

            /// <summary>
            /// {{Escape(options.Origin)}}. The method of the network, for least squares f(w) = ‖X w − y‖² / (2n):
            /// w[l+1] = w[l] − Σ_{j ≤ l} C[l][j] ∇f(w[j]) from w[0] = 0.
            /// </summary>
            public static class {{ClassName(options.Name)}}
            {
                /// <summary>The number of unknowns.</summary>
                public const int Dimension = {{method.Dimension}};

            {{Coefficients(method.Form)}}

                /// <summary>The weights after the last step.</summary>
                /// <param name="rows">The covariates, n rows of Dimension numbers.</param>
                /// <param name="answers">The n answers.</param>
                public static double[] Solve(double[][] rows, double[] answers) => Iterates(rows, answers)[^1];

                /// <summary>The weights w[0] … w[{{method.Layers}}].</summary>
                public static IReadOnlyList<double[]> Iterates(double[][] rows, double[] answers)
                {
                    if (rows.Length == 0 || rows.Length != answers.Length || rows.Any(row => row.Length != Dimension))
                    {
                        throw new ArgumentException(
                            $"{rows.Length} rows and {answers.Length} answers; expected as many rows as answers, {Dimension} numbers each"
                        );
                    }

                    List<double[]> points = [new double[Dimension]];
                    List<double[]> gradients = [];
                    foreach (double[][,] row in C)
                    {
                        gradients.Add(Gradient(rows, answers, points[^1]));
                        double[] next = (double[])points[^1].Clone();
                        for (int j = 0; j < row.Length; j++)
                        {
                            for (int i = 0; i < Dimension; i++)
                            {
                                for (int k = 0; k < Dimension; k++)
                                {
                                    next[i] -= row[j][i, k] * gradients[j][k];
                                }
                            }
                        }

                        points.Add(next);
                    }

                    return points;
                }

                private static double[] Gradient(double[][] rows, double[] answers, double[] point)
                {
                    double[] gradient = new double[Dimension];
                    for (int row = 0; row < rows.Length; row++)
                    {
                        double miss = rows[row].Zip(point, (x, w) => x * w).Sum() - answers[row];
                        for (int i = 0; i < Dimension; i++)
                        {
                            gradient[i] += miss * rows[row][i] / rows.Length;
                        }
                    }

                    return gradient;
                }
            }

            """;
    }

    private static string Coefficients(CanonicalMatrices form)
    {
        FactoredForm factored = FactoredForm.Of(form);
        if (factored.Deviation > SourceText.Rounding)
        {
            return Indented(
                $"private static readonly double[][][,] C =\n{SourceText.Triangle(form.Layers, (l, j) => $"new double[,] {Numbers.Rows(form[l, j], '{', '}', "      ")}", '[', ']')};"
            );
        }

        string matrices = string.Join(
            ",\n    ",
            factored.Preconditioners.Select(matrix =>
                $"new double[,] {Numbers.Rows(matrix, '{', '}', "                  ")}"
            )
        );
        string steps = SourceText.Triangle(form.Layers, (l, j) => Numbers.Exact(factored.Coefficients[l, j]), '[', ']');
        return Indented(
            $$"""
            // C[l][j] = Steps[l][j] * A[j]
            private static readonly double[][,] A =
            [
                {{matrices}},
            ];

            private static readonly double[][] Steps =
            {{steps}};

            private static readonly double[][][,] C =
                [.. Steps.Select(row => row.Select((step, j) => Scaled(step, A[j])).ToArray())];

            private static double[,] Scaled(double factor, double[,] matrix)
            {
                double[,] scaled = new double[Dimension, Dimension];
                for (int i = 0; i < Dimension; i++)
                {
                    for (int k = 0; k < Dimension; k++)
                    {
                        scaled[i, k] = factor * matrix[i, k];
                    }
                }

                return scaled;
            }
            """
        );
    }

    private static string Indented(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length > 0 ? $"    {line}" : line));

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary><c>heavy-ball</c> becomes <c>HeavyBall</c>.</summary>
    private static string ClassName(string name) =>
        string.Concat(name.Split('-').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
