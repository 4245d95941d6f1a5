using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>How the formulas of a method are written: its parameters stand in products in the order in which it declares them.</summary>
internal static class MethodNotation
{
    public static Notation Of(LinearMethod method) => new([.. method.Parameters.Select(parameter => parameter.Name)]);
}
