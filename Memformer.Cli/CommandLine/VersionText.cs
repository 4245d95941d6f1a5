using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json;
using Memformer.Learn.Torch;

namespace Memformer.Cli.CommandLine;

/// <summary>What <c>--version</c> prints: the program's version and commit, and the libtorch it was built with.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    /// <summary>Replaces the standard version text of a root command.</summary>
    public static void AttachTo(RootCommand root)
    {
        foreach (VersionOption option in root.Options.OfType<VersionOption>())
        {
            option.Action = new VersionText();
        }
    }

    /// <summary>The program's version without its commit, e.g. <c>0.1.0</c>.</summary>
    public static string Version => Informational[0];

    /// <summary>The first digits of the commit the program was built from, or <c>unknown</c>.</summary>
    public static string Commit => Informational is [_, var commit] ? commit[..Math.Min(10, commit.Length)] : "unknown";

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        string torch = LibTorch.IsPartOfThisBuild
            ? $"{PackageVersion("TorchSharp")}, {PackageVersion("libtorch")}"
            : "without libtorch";
        parseResult.InvocationConfiguration.Output.WriteLine($"memformer {Version} (commit {Commit}, {torch})");
        return ExitCodes.Done;
    }

    /// <summary>Name and version of the first package whose name begins so, as the build recorded them.</summary>
    public static string PackageVersion(string prefix)
    {
        string record = Path.Combine(AppContext.BaseDirectory, "memformer.deps.json");
        if (!File.Exists(record))
        {
            return $"{prefix} unknown";
        }

        using JsonDocument dependencies = JsonDocument.Parse(File.ReadAllBytes(record));
        string? found = dependencies
            .RootElement.GetProperty("libraries")
            .EnumerateObject()
            .Select(library => library.Name)
            .FirstOrDefault(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return found?.Replace('/', ' ') ?? $"no {prefix}";
    }

    private static string[] Informational =>
        typeof(VersionText)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')
        ?? ["0.0.0"];
}
