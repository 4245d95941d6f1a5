using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Spectra;

/// <summary>The expressions of a guarantee at given μ and L, with the method's own definitions.</summary>
internal sealed class GuaranteeValues
{
    private readonly string _definitions;
    private readonly IReadOnlySet<string> _declared;
    private readonly Dictionary<Symbol, Rational> _numbers = [];

    internal GuaranteeValues(LinearMethod method, Guarantee guarantee, Rational mu, Rational smoothness)
    {
        var set = guarantee.Settings.Select(setting => setting.Parameter).ToHashSet();
        var free = method.Parameters.Where(parameter => !parameter.IsMatrix && !set.Contains(parameter.Name)).ToList();
        _declared = free.Where(p => p.Kind == ParameterKind.Scalar && !p.IsIndexed)
            .Select(p => p.Name)
            .Append("mu")
            .Append("L")
            .ToHashSet();
        foreach (var parameter in free.Where(p => _declared.Contains(p.Name)))
        {
            _numbers[new Symbol(parameter.Name)] = parameter.Typical ?? new Rational(1, 2);
        }

        _numbers[new Symbol("mu")] = mu;
        _numbers[new Symbol("L")] = smoothness;
        _definitions = string.Join(
            '\n',
            guarantee.Settings.Select(setting => $"{setting.Parameter} = {setting.Value}").Concat(method.Definitions)
        );
        Parameters = new Dictionary<Symbol, Rational>(
            free.Where(p => _declared.Contains(p.Name))
                .Select(p => KeyValuePair.Create(new Symbol(p.Name), _numbers[new Symbol(p.Name)]))
                .Concat(
                    guarantee.Settings.Select(setting =>
                        KeyValuePair.Create(new Symbol(setting.Parameter), Of(setting.Parameter, 1)[0])
                    )
                )
        );
    }

    /// <summary>The numbers of all letters: μ, L, the method's parameters.</summary>
    internal IReadOnlyDictionary<Symbol, Rational> All =>
        Parameters.Concat(_numbers.Where(pair => !Parameters.ContainsKey(pair.Key))).ToDictionary();

    /// <summary>The numbers of the method's parameters.</summary>
    internal IReadOnlyDictionary<Symbol, Rational> Parameters { get; }

    /// <summary>An expression's values for k = 1, …, <paramref name="last"/>: read off the steps of a descent.</summary>
    internal IReadOnlyList<Rational> Of(string expression, int last)
    {
        var text =
            $"method rate\nparameters {string.Join(", ", _declared)}\n{_definitions}\n"
            + $"value_at[k] = {expression}\nw[k+1] = w[k] - value_at[k+1] * grad(w[k])\n";
        var form = LinearMethod.Parse(text, "Rate").Unroll(last, _numbers).Coefficients;
        return
        [
            .. Enumerable
                .Range(0, last)
                .Select(k =>
                    form.Scalar(k, k).TryGetConstant(out var value)
                        ? value
                        : throw new UsageException($"Rate: {expression} is no number: {form.Scalar(k, k)}")
                ),
        ];
    }
}
