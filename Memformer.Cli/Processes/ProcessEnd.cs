using System.Globalization;
using Memformer.Cli.CommandLine;

namespace Memformer.Cli.Processes;

/// <summary>How a process of this program ended.</summary>
/// <param name="Code">Its exit code; 128 and the number of the signal that ended it.</param>
/// <param name="Errors">What it wrote to the standard error.</param>
internal sealed record ProcessEnd(int Code, string Errors)
{
    /// <summary>Of a crash: native code says where it was in hundreds.</summary>
    private const int MostLetters = 120;

    /// <summary>Whether it ended without one of the answers that the command line gives.</summary>
    public bool IsCrash => Code is not ((>= ExitCodes.Done and <= ExitCodes.Environment) or ExitCodes.Interrupted);

    /// <summary>The beginning of the first line that it wrote, without the program's name.</summary>
    public string Reason
    {
        get
        {
            string line = Errors.Split('\n')[0].Trim();
            const string name = "memformer: ";
            string reason = line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : line;
            return IsCrash && reason.Length > MostLetters ? reason[..MostLetters] + " …" : reason;
        }
    }

    /// <summary>Such as <c>exit code 139: Fatal error.</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"exit code {Code}") + (Reason.Length == 0 ? "" : $": {Reason}");
}
