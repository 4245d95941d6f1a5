using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Memformer.Cli.Processes;

/// <summary>Signals to processes, which .NET can only kill.</summary>
internal static class Signal
{
    // What Ctrl-C sends, SIGINT (2), is ignored by every child of a program that a shell's script put in the background.
    private const int TerminateNumber = 15;

    /// <summary>Asks it to save and end (SIGTERM). A process that has ended already is left alone.</summary>
    public static void Terminate(Process process)
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, TerminateNumber);
        }
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
