using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Memformer.Learn.Files;
using Memformer.Theory;
using Memformer.Theory.Certificates;

namespace Memformer.Cli.Processes;

/// <summary>What Coq said of a certificate.</summary>
/// <param name="IsAccepted">Whether the theorem holds, on no axiom at all.</param>
/// <param name="Words">One line: what was checked, or why it was refused.</param>
internal sealed record CoqVerdict(bool IsAccepted, string Words);

/// <summary>
/// Has the Coq proof assistant check certificates. The library of theorems is compiled once for each version of it and
/// of Coq, in the user's folder for caches.
/// </summary>
/// <param name="program">The path of <c>coqc</c>.</param>
/// <param name="limit">How long one file may take.</param>
internal sealed partial class CoqCompiler(string program, TimeSpan limit)
{
    /// <summary>How to get Coq, for messages.</summary>
    public const string Remedy = "apt-get install coq libcoq-mathcomp-algebra";

    private const string Closed = "Closed under the global context";

    /// <summary>The path of <c>coqc</c>; null where it is not installed.</summary>
    public static string? Path { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator)
            .Select(folder => System.IO.Path.Combine(folder, "coqc"))
            .FirstOrDefault(File.Exists);

    /// <summary>The compiler of this machine.</summary>
    /// <param name="limit">How long one file may take.</param>
    /// <exception cref="MissingCapabilityException">There is none.</exception>
    public static CoqCompiler Find(TimeSpan limit) =>
        Path is { } found
            ? new CoqCompiler(found, limit)
            : throw new MissingCapabilityException(
                $"coqc is not on the PATH; the Coq proof assistant checks certificates: {Remedy}"
            );

    /// <summary>Checks a certificate: that it compiles, and that its theorem <c>certificate</c> rests on no axiom.</summary>
    /// <param name="text">The file's text.</param>
    /// <exception cref="MissingCapabilityException">The library does not compile here, or time ran out.</exception>
    public CoqVerdict Check(string text)
    {
        if (Forbidden().Match(WithoutComments(text)) is { Success: true, Value: var command })
        {
            return new(false, $"refused: a certificate has no '{command}'");
        }

        Stopwatch watch = Stopwatch.StartNew();
        string library = Library();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("memformer-coq-");
        try
        {
            File.WriteAllText(System.IO.Path.Combine(folder.FullName, "Checked.v"), text);
            // A file of our own asks for the axioms: what the certificate itself prints proves nothing.
            File.WriteAllText(
                System.IO.Path.Combine(folder.FullName, "Asked.v"),
                "Require Checked.\nPrint Assumptions Checked.certificate.\n"
            );
            CoqRun compiled = Run(folder.FullName, library, "Checked.v");
            if (compiled.Code != 0)
            {
                return new(false, $"refused: {FirstError(compiled, text)}");
            }

            CoqRun asked = Run(folder.FullName, library, "Asked.v");
            string seconds = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{watch.Elapsed.TotalSeconds:F1} s"
            );
            return asked.Code == 0 && asked.Output.Trim() == Closed
                ? new(true, $"accepted by Coq {Version()} in {seconds}: {Closed}")
                : new(false, $"refused: the theorem 'certificate' is missing or rests on more: {asked.All}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The version of Coq.</summary>
    public string Version() => Start(".", ["--print-version"]).Output.Split(' ')[0];

    private static string Folder =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");

    /// <summary>The folder with the compiled library; whoever compiles it first puts it there whole.</summary>
    private string Library()
    {
        string version = Start(".", ["--version"]).Output;
        string all = version + string.Concat(CertificateLibrary.Files.Select(file => file.Text));
        string name = Sha256.Of(Encoding.UTF8.GetBytes(all))[..16];
        string library = System.IO.Path.Combine(Folder, "memformer", $"coq-{name}");
        if (Directory.Exists(library))
        {
            return library;
        }

        string unfinished = $"{library}.{Environment.ProcessId}";
        Directory.CreateDirectory(unfinished);
        foreach (CoqFile file in CertificateLibrary.Files)
        {
            File.WriteAllText(System.IO.Path.Combine(unfinished, file.Name), file.Text);
            CoqRun run = Run(unfinished, unfinished, file.Name);
            if (run.Code != 0)
            {
                Directory.Delete(unfinished, recursive: true);
                throw new MissingCapabilityException(
                    $"the theorems of {file.Name} do not compile with Coq {Version()} (8.16 is known to work, with mathcomp 1: {Remedy}): {FirstError(run, file.Text)}"
                );
            }
        }

        try
        {
            Directory.Move(unfinished, library);
        }
        catch (IOException) when (Directory.Exists(library))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        return library;
    }

    private CoqRun Run(string folder, string library, string file) =>
        Start(folder, ["-q", "-w", "none", "-Q", library, "", "-Q", folder, "", file]);

    private CoqRun Start(string folder, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> errors = child.StandardError.ReadToEndAsync();
        if (!child.WaitForExit(limit))
        {
            child.Kill(entireProcessTree: true);
            throw new MissingCapabilityException(
                $"Coq did not finish within {limit.TotalSeconds} s; --limit gives it more time"
            );
        }

        return new(child.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Coq's first error, with the lemma it is about: that names the step, gate or layer at fault.</summary>
    private static string FirstError(CoqRun run, string text)
    {
        string message = string.Join(' ', run.All.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (LineNumber().Match(message) is not { Success: true } match)
        {
            return message;
        }

        int line = int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        string? lemma = text.Split('\n')
            .Take(line)
            .Select(written => Lemma().Match(written))
            .LastOrDefault(found => found.Success)
            ?.Groups[1]
            .Value;
        string error = message[(message.IndexOf("Error:", StringComparison.Ordinal) + "Error:".Length)..].Trim();
        string short_ = error.Length > 200 ? error[..200] + " …" : error;
        return $"line {line}{(lemma is null ? "" : $", in {lemma}")}: {short_}";
    }

    private static string WithoutComments(string text)
    {
        StringBuilder kept = new();
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            string two = text.Substring(i, Math.Min(2, text.Length - i));
            if (two == "(*")
            {
                depth++;
                i++;
            }
            else if (two == "*)" && depth > 0)
            {
                depth--;
                i++;
            }
            else if (depth == 0)
            {
                kept.Append(text[i]);
            }
        }

        return kept.ToString();
    }

    /// <summary>Commands that assume what is to be proved, or that reach beyond the file.</summary>
    [GeneratedRegex(
        @"\b(Admitted|admit|give_up|Axioms?|Conjectures?|Parameters?|Primitive|Redirect|Extraction|Load|Declare\s+ML|Add\s+(Rec\s+)?LoadPath|Cd|Drop|bypass_check|Unset\s+(Guard|Positivity|Universe)\s+Checking)\b"
    )]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"line (\d+), characters")]
    private static partial Regex LineNumber();

    [GeneratedRegex(@"^(?:Lemma|Theorem|Definition|Corollary) (\S+)")]
    private static partial Regex Lemma();

    private sealed record CoqRun(int Code, string Output, string Errors)
    {
        public string All => (Output + Errors).Trim();
    }
}
