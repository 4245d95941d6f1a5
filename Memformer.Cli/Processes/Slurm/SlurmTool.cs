using System.ComponentModel;
using System.Diagnostics;
using Memformer.Theory;

namespace Memformer.Cli.Processes.Slurm;

/// <summary>Slurm's own commands.</summary>
internal static class SlurmTool
{
    private const string Missing =
        "--executor slurm: no sbatch on the path; run this on a machine that submits to the cluster, or leave the option out";

    /// <summary>What a command writes to its standard output.</summary>
    /// <param name="program">sbatch, squeue, scontrol.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="MissingCapabilityException">There is no such command, or it failed: then with Slurm's own words.</exception>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        (int code, string output, string errors) = TryRun(program, arguments);
        return code == 0
            ? output
            : throw new MissingCapabilityException(
                $"{program}: {string.Join(' ', errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))}"
            );
    }

    /// <summary>A command's exit code, output and complaint.</summary>
    /// <exception cref="MissingCapabilityException">There is no such command.</exception>
    public static (int Code, string Output, string Errors) TryRun(string program, params IEnumerable<string> arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (Win32Exception failure)
        {
            throw new MissingCapabilityException(Missing, failure);
        }
    }
}
