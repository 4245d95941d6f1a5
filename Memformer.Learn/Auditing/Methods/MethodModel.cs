using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Numerics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// A method at a given depth as a least-squares model: <c>C_{l,j} = κ_{l,j}(θ) s_g D_g</c>, where D_g is the direction
/// of the matrix letter in the entry and s_g its unknown size; entries without a letter use the shared preconditioner.
/// </summary>
internal sealed class MethodModel
{
    /// <summary>A model is a function of the method and the depth alone, and unrolling is what costs; kept as long as the method.</summary>
    private static readonly ConditionalWeakTable<LinearMethod, ConcurrentDictionary<int, MethodModel?>> Known = [];

    /// <summary>Beyond this depth coefficients are unrolled in numbers: as rational functions they outgrow any memory.</summary>
    public const int DeepestSymbolic = 16;

    private readonly CompiledFunction?[] _functions = [];
    private readonly AlgebraicLetters _letters = null!;
    private readonly NumericUnrolling? _numbers;

    private MethodModel(LinearMethod method, int layers, NumericUnrolling numbers)
    {
        Method = method;
        _numbers = numbers;
        Unknowns = numbers.Unknowns;
        Terms =
        [
            .. Enumerable
                .Range(0, layers)
                .SelectMany(layer =>
                    Enumerable
                        .Range(0, layer + 1)
                        .Select(register => new Term(layer, register, null, RationalFunction.Zero))
                ),
        ];
    }

    private MethodModel(LinearMethod method, Term[] terms, AlgebraicRelations relations)
    {
        Method = method;
        Terms = terms;
        Unknowns =
        [
            .. terms
                .Select(term => term.Value)
                .Concat(relations.Letters.Select(letter => AlgebraicLetters.SquareOf(letter, relations)))
                .SelectMany(value => value.Symbols)
                .Except(relations.Letters)
                .Distinct()
                .Order(),
        ];
        _letters = new AlgebraicLetters(Unknowns, relations);
        _functions =
        [
            .. terms.Select(term => term.Value.IsZero ? null : new CompiledFunction(term.Value, _letters.Variables)),
        ];
    }

    /// <summary>An entry: which matrix letter it multiplies (null for none) and by what.</summary>
    public sealed record Term(int Layer, int Register, Letter? Letter, RationalFunction Value);

    /// <summary>The method.</summary>
    public LinearMethod Method { get; }

    /// <summary>The entries of the lower triangle, row by row.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>The unknowns: the method's scalars and the sizes of its matrices.</summary>
    public IReadOnlyList<Symbol> Unknowns { get; }

    /// <summary>Whether the coefficients are affine in the unknowns: then one step of Gauss–Newton is exact.</summary>
    public bool IsAffine =>
        _numbers is null && _letters.IsEmpty && _functions.All(function => function?.IsAffine ?? true);

    /// <summary>The model, or null if an entry is more than a multiple of one letter, or the depth ends inside a step of
    /// the method.</summary>
    public static MethodModel? Of(LinearMethod method, int layers) =>
        Known.GetValue(method, _ => new()).GetOrAdd(layers, depth => Build(method, depth));

    /// <summary>Whether a method has the same few letters at every depth.</summary>
    public static bool IsShort(LinearMethod method) =>
        method.Parameters.All(parameter => !parameter.IsIndexed || parameter.Kind == ParameterKind.Integer);

    /// <summary>Whether a method has at most two letters at a depth.</summary>
    public static bool HasFewLetters(LinearMethod method, int layers) =>
        IsShort(method) && TryOf(method, layers).Model is not { Unknowns.Count: > 2 };

    /// <summary>The model as <see cref="Of"/>, or why the method cannot be compared at this depth.</summary>
    public static (MethodModel? Model, string? Failure) TryOf(LinearMethod method, int layers)
    {
        try
        {
            return (Of(method, layers), null);
        }
        catch (Exception failure) when (failure is MethodSyntaxException or ExpressionTooLargeException)
        {
            return (null, $"{method.Name} ({failure.Message})");
        }
    }

    private static MethodModel? Build(LinearMethod method, int layers)
    {
        if (layers > DeepestSymbolic && !PreconditionerTest.HasOnePerStep(method) && method.Text is not null)
        {
            return NumericUnrolling.Of(method, layers) is NumericUnrolling numbers
                ? new MethodModel(method, layers, numbers)
                : null;
        }

        if (method.TryUnroll(layers) is not Unrolling unrolling)
        {
            return null;
        }

        List<Term> terms = [];
        for (int layer = 0; layer < layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                if (Read(unrolling.Coefficients, layer, register) is not Term term)
                {
                    return null;
                }

                terms.Add(term);
            }
        }

        return new MethodModel(method, [.. terms.Select(term => Sized(term, terms))], unrolling.Relations);
    }

    /// <summary>Whether an unknown is the size of a matrix and not a number of the method.</summary>
    public static bool IsSize(Symbol unknown) => unknown.Name.StartsWith('‖');

    /// <summary>The values of all symbols at a point, the algebraic letters after the unknowns.</summary>
    public double[] Extend(double[] point) => _letters.Extend(point).Values;

    /// <summary>Residuals and Jacobian against observed coefficients, one per entry.</summary>
    public Linearisation Compare(double[] point, double[] observed)
    {
        if (_numbers is not null)
        {
            (double[] values, double[,] derivatives) = _numbers.At(point);
            Dense.Subtract(values, observed);
            return new Linearisation(values, derivatives);
        }

        AlgebraicLetters.Extended extended = _letters.Extend(point);
        double[] residuals = new double[_functions.Length];
        double[,] jacobian = new double[_functions.Length, point.Length];
        double[] gradient = new double[extended.Values.Length];
        double[] total = new double[point.Length];
        for (int i = 0; i < _functions.Length; i++)
        {
            residuals[i] = -observed[i];
            if (_functions[i] is CompiledFunction function)
            {
                residuals[i] += function.Evaluate(extended.Values, gradient);
                extended.Reduce(gradient, total);
                for (int k = 0; k < total.Length; k++)
                {
                    jacobian[i, k] = total[k];
                }
            }
        }

        return new Linearisation(residuals, jacobian);
    }

    /// <summary>
    /// The residual polynomial at some eigenvalues and its derivatives, where the method is run in numbers; null where its
    /// coefficients are functions, of which the polynomial is made.
    /// </summary>
    public (double[] Values, double[,] Derivatives)? ResidualsAt(double[] point, double[] eigenvalues) =>
        _numbers?.ResidualsAt(point, eigenvalues);

    private static Term? Read(CanonicalForm form, int layer, int register)
    {
        IReadOnlyList<MatrixTerm> terms = form[layer, register].Terms;
        return terms switch
        {
            [] => new Term(layer, register, null, RationalFunction.Zero),
            [{ Word.IsEmpty: true } scalar] => new Term(layer, register, null, scalar.Coefficient),
            [{ Word.Factors: [{ IsTransposed: false, Power: 1 } factor] } single] => new Term(
                layer,
                register,
                factor.Letter,
                single.Coefficient
            ),
            _ => null,
        };
    }

    /// <summary>
    /// Gives each letter its unknown size. Where the method's own scalars already scale a family of letters, the first
    /// of them has size 1, so that the scalar is determined.
    /// </summary>
    private static Term Sized(Term term, List<Term> all)
    {
        if (term.Letter is not Letter letter)
        {
            return term;
        }

        bool isFirst = all.All(other => other.Letter?.Name != letter.Name || !(other.Letter.Index < letter.Index));
        bool isScaled = term.Value.Symbols.Count > 0;
        return isFirst && isScaled
            ? term
            : term with
            {
                Value = term.Value * new Symbol($"‖{letter.Name}‖", letter.Index),
            };
    }
}
