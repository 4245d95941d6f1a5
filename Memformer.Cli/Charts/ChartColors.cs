namespace Memformer.Cli.Charts;

/// <summary>Colours that people with any kind of colour vision tell apart (Okabe and Ito, 2008).</summary>
internal static class ChartColors
{
    /// <summary>The eigenvalues' density, behind the curves.</summary>
    public const int Density = 0;

    /// <summary>What the chart is about: the network or the method.</summary>
    public const int Subject = 1;

    /// <summary>The optimum, in every chart.</summary>
    public const int Optimum = 2;

    /// <summary>Chebyshev's method, in every chart.</summary>
    public const int Chebyshev = 3;

    /// <summary>Limits and laws.</summary>
    public const int Reference = 6;

    private static readonly uint[] Palette = [0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x8a8a8a];

    /// <summary>The colour of the series at an index, as 0xRRGGBB.</summary>
    public static uint At(int index) => Palette[index % Palette.Length];
}
