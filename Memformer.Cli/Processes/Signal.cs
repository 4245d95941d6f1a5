using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Memformer.Cli.Processes;

/// <summary>Signals to processes, which .NET can only kill.</summary>
internal static class Signal
{
    private const int InterruptNumber = 2;

    /// <summary>Sends what Ctrl-C sends. A process that has ended already is left alone.</summary>
    public static void Interrupt(Process process)
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, InterruptNumber);
        }
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
