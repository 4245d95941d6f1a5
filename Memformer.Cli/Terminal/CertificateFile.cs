using System.CommandLine;
using System.Text.RegularExpressions;
using Memformer.Cli.Processes;
using Memformer.Learn.Files;
using Memformer.Theory;
using Memformer.Theory.Certificates;

namespace Memformer.Cli.Terminal;

/// <summary>Writes certificates, with the theorems they rest on beside them, and has them checked.</summary>
internal static partial class CertificateFile
{
    /// <summary>The name of the format.</summary>
    public const string Format = "coq";

    /// <summary>What help calls the options about certificates.</summary>
    public const string Section = "A certificate for the Coq proof assistant (--format coq)";

    /// <summary><c>--limit</c>, of <c>certify</c> and <c>derive --check</c>.</summary>
    public static IntegerOption Limit { get; } =
        new("--limit", 1, 86_400)
        {
            Description = "How many seconds Coq may take for one certificate",
            HelpName = "SECONDS",
            Preset = 120,
            Unit = " seconds",
        };

    /// <summary>The time limit.</summary>
    /// <exception cref="UsageException">It is not positive.</exception>
    public static TimeSpan LimitOf(ParseResult parsed) => TimeSpan.FromSeconds(Limit.Of(parsed));

    /// <summary>Writes a certificate to the standard output or to a file; beside a file also the library.</summary>
    /// <exception cref="UsageException">The file's name is no name of a module of Coq, or one of the library's.</exception>
    public static void Write(ReportOptions options, ParseResult parsed, string certificate)
    {
        if (parsed.GetValue(options.Output) is { } path)
        {
            string name = Path.GetFileName(path);
            if (!ModuleName().IsMatch(name) || CertificateLibrary.Files.Any(file => file.Name == name))
            {
                throw new UsageException(
                    $"--output {path}: Coq takes the name for a module; allowed are letters, digits and _ before .v, "
                        + $"and not {string.Join(", ", CertificateLibrary.Files.Select(file => file.Name))}"
                );
            }

            OutputPath.MakeFolder(parsed, path);
            foreach (CoqFile file in CertificateLibrary.Files)
            {
                string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", file.Name);
                AtomicFile.WriteText(beside, file.Text);
            }
        }

        options.Write(parsed, certificate);
    }

    /// <summary>Whether Coq accepts a certificate; says so on the standard error.</summary>
    public static bool IsAccepted(ParseResult parsed, string certificate)
    {
        CoqVerdict verdict = CoqCompiler.Find(LimitOf(parsed)).Check(certificate);
        parsed.InvocationConfiguration.Error.WriteLine($"certificate: {verdict.Words}");
        return verdict.IsAccepted;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\.v$")]
    private static partial Regex ModuleName();
}
