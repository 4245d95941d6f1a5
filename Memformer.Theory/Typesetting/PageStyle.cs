namespace Memformer.Theory.Typesetting;

/// <summary>
/// How all pages look: in light and dark, on paper and on a phone. Nothing is fetched from elsewhere.
/// </summary>
public static class PageStyle
{
    /// <summary>The style sheet.</summary>
    public static string Css { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
