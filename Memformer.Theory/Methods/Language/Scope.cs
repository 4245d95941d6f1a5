namespace Memformer.Theory.Methods.Language;

/// <summary>The values of k and of the indices of sums where an expression is evaluated.</summary>
internal sealed class Scope
{
    private readonly Scope? _outer;
    private readonly string _name;
    private readonly long _value;

    private Scope(Scope? outer, string name, long value) => (_outer, _name, _value) = (outer, name, value);

    /// <summary>A scope where only k has a value, if it has one.</summary>
    internal Scope(long? k)
        : this(null, k is null ? "" : IndexForm.K, k ?? 0) { }

    internal Scope With(string variable, long index) => new(this, variable, index);

    internal long? Find(string variable) => variable == _name ? _value : _outer?.Find(variable);
}
