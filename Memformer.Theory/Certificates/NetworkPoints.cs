using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Certificates;

/// <summary>
/// The points y_0, …, y_{L−1} at which a network takes its gradients, and its answer y_L, each as a combination of those
/// gradients. Where two points are equal, so are the gradients, and the first one stands for both.
/// </summary>
internal sealed class NetworkPoints
{
    private readonly List<GradientCombination> _points = [GradientCombination.Zero];
    private readonly List<int> _first = [0];
    private readonly CoqScalars _scalars;
    private readonly CoqMatrices _matrices;
    private readonly AlgebraicRelations _relations;

    internal NetworkPoints(CanonicalForm form, AlgebraicRelations relations, CoqScalars scalars, CoqMatrices matrices)
    {
        (_relations, _scalars, _matrices) = (relations, scalars, matrices);
        for (var l = 0; l < form.Layers; l++)
        {
            var step = Enumerable
                .Range(0, l + 1)
                .Select(j => GradientCombination.Gradient(_first[j]).ScaledBy(form.Entries[l, j]))
                .Aggregate((sum, term) => sum + term);
            var next = Reduced(_points[l] - step);
            var equal = _points.IndexOf(next);
            _first.Add(equal < 0 || l + 1 == form.Layers ? l + 1 : equal);
            _points.Add(next);
        }
    }

    /// <summary>L.</summary>
    internal int Layers => _points.Count - 1;

    /// <summary>y_l in the gradients.</summary>
    internal GradientCombination this[int l] => _points[l];

    /// <summary>The first point that is equal to y_l; its gradient stands for both.</summary>
    internal int First(int l) => _first[l];

    /// <summary>The number of the gradient that is taken at a vector.</summary>
    internal int Find(GradientCombination vector)
    {
        var found = _points.IndexOf(Reduced(vector), 0, Layers);
        return found >= 0
            ? found
            : throw new InvalidOperationException("the method takes a gradient that no layer of its network takes");
    }

    internal RationalFunction Reduced(RationalFunction value) => _relations.Reduce(value);

    internal GradientCombination Reduced(GradientCombination value) => value.Map(Reduced);

    /// <summary>A combination as a term.</summary>
    internal CoqTerm Written(GradientCombination combination) =>
        Sum(combination.Terms.SelectMany(term => Terms(term.Value.Matrix, CoqTerm.Atom($"gradient_{term.Key}"))));

    /// <summary>A matrix times a vector, multiplied out.</summary>
    internal CoqTerm Product(MatrixPolynomial matrix, CoqTerm vector) => Sum(Terms(matrix, vector));

    private IEnumerable<CoqTerm> Terms(MatrixPolynomial matrix, CoqTerm vector) =>
        matrix.Terms.Select(term =>
        {
            var applied = _matrices
                .Letters(term.Word)
                .Reverse()
                .Aggregate(vector, (right, letter) => letter.Applied(right));
            return term.Coefficient.IsOne ? applied : _scalars.Of(term.Coefficient).Scaling(applied);
        });

    private static CoqTerm Sum(IEnumerable<CoqTerm> terms) =>
        terms.Aggregate((CoqTerm?)null, (sum, term) => sum is { } before ? before + term : term) ?? CoqTerm.Integer(0);
}
