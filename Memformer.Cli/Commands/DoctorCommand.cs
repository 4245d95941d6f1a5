using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Processes;
using Memformer.Learn.Devices;
using Memformer.Learn.Torch;
using Memformer.Theory;
using TorchSharp;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer doctor</c>: what this machine can do, and how to get what it lacks.</summary>
internal static class DoctorCommand
{
    private sealed record Finding(string Part, bool Works, string Found, string Remedy = "");

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "doctor",
            "Say what this machine can do (device, threads, memory, LaTeX, Coq) and how to get what it lacks",
            "memformer doctor"
        );
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Finding[] findings =
        [
            Runtime(),
            Memory(),
            Torch(),
            Cuda(),
            Cards(),
            Program("LaTeX", "pdflatex", "only needed to compile what is written: apt-get install texlive-latex-extra"),
            Program("Coq", "coqc", $"only needed to check certificates: {CoqCompiler.Remedy}"),
        ];
        TextWriter output = parsed.InvocationConfiguration.Output;
        int width = findings.Max(finding => finding.Part.Length);
        foreach (Finding finding in findings)
        {
            output.WriteLine($"{(finding.Works ? "yes" : "no "), -4} {finding.Part.PadRight(width)}  {finding.Found}");
            if (finding.Remedy.Length > 0)
            {
                output.WriteLine($"     {new string(' ', width)}  {finding.Remedy}");
            }
        }

        return findings.All(finding =>
            finding.Works || finding.Part is "CUDA" or "cards" or "LaTeX" || !LibTorch.IsPartOfThisBuild
        )
            ? ExitCodes.Done
            : ExitCodes.Environment;
    }

    private static Finding Runtime() =>
        new(
            "runtime",
            true,
            $".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} threads"
        );

    private static Finding Memory()
    {
        double gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(2, 30);
        return new("memory", true, string.Create(CultureInfo.InvariantCulture, $"{gibibytes:F1} GiB"));
    }

    private static Finding Torch()
    {
        const string use = "only trainings beyond the fused kernels need it, such as per-token gates; ";
        if (!LibTorch.IsPartOfThisBuild)
        {
            return new(
                "libtorch",
                false,
                "this build comes without it",
                use + "a checkout brings it (docs/install.md)"
            );
        }

        try
        {
            LibTorch.Load();
            return new("libtorch", true, $"{VersionText.PackageVersion("libtorch")}, loaded");
        }
        catch (MissingCapabilityException failure)
        {
            return new(
                "libtorch",
                false,
                failure.Message.ReplaceLineEndings(" "),
                use
                    + "build again: dotnet fsi build.fsx build; on other systems than Linux x64 add the matching libtorch "
                    + "package to paket.dependencies (docs/dependencies.md)"
            );
        }
    }

    private static Finding Cuda()
    {
        if (!LibTorch.IsPartOfThisBuild)
        {
            return new("CUDA", false, "this build comes without libtorch");
        }

        try
        {
            return torch.cuda.is_available()
                ? new("CUDA", true, $"{torch.cuda.device_count()} device(s)")
                : new(
                    "CUDA",
                    false,
                    "no device, or libtorch without CUDA",
                    "build with -p:LibTorch=cuda (docs/training.md)"
                );
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new("CUDA", false, "libtorch does not load");
        }
    }

    private static Finding Cards()
    {
        try
        {
            string[] cards = [.. ComputeDevice.Cards().Select(card => $"{card.Name} ({card.Description})")];
            return cards.Length > 0
                ? new("cards", true, string.Join(", ", cards))
                : new(
                    "cards",
                    false,
                    "none with a driver for CUDA or OpenCL",
                    "only needed for train --device cuda or opencl: install the card's driver; --device simulated needs none"
                );
        }
        catch (MissingCapabilityException failure)
        {
            return new("cards", false, failure.Message);
        }
    }

    private static Finding Program(string part, string program, string remedy)
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        return found is null ? new(part, false, $"{program} is not on the PATH", remedy) : new(part, true, found);
    }
}
