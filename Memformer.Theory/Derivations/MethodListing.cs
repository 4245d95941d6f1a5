using Memformer.Theory.Methods;

namespace Memformer.Theory.Derivations;

/// <summary>The recurrence of a method as program text, without its comments.</summary>
internal static class MethodListing
{
    public static string Of(LinearMethod method) =>
        string.Join(
                '\n',
                method.ToString().Split('\n').Where(line => !line.StartsWith('#')).SkipWhile(string.IsNullOrWhiteSpace)
            )
            .TrimEnd();
}
