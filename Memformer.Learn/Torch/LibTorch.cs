using Memformer.Theory;
using TorchSharp;

namespace Memformer.Learn.Torch;

/// <summary>
/// libtorch as part of this build. It is half a gigabyte, and the tool and the archives come without it: that is found out
/// before it is asked for, since its loader would look through the package folders of the machine and fail at length.
/// </summary>
public static class LibTorch
{
    private const string Absent =
        "this build comes without libtorch; a checkout brings it: dotnet fsi build.fsx build (docs/install.md)";

    private static readonly string[] Names = ["libLibTorchSharp.so", "libLibTorchSharp.dylib", "LibTorchSharp.dll"];

    /// <summary>Whether the program was built with it.</summary>
    public static bool IsPartOfThisBuild
    {
        get
        {
            string program = AppContext.BaseDirectory;
            string? place = Path.GetDirectoryName(typeof(torch).Assembly.Location);
            // A script loads TorchSharp from a package and finds the library there; a native program has no assembly's file.
            bool isOurs = string.IsNullOrEmpty(place) || place == Path.TrimEndingDirectorySeparator(program);
            return !isOurs
                || Folders(program).Any(folder => Names.Any(name => File.Exists(Path.Combine(folder, name))));
        }
    }

    /// <summary>Loads it. Its failures name a package that is not what is missing, so they are explained here.</summary>
    /// <exception cref="MissingCapabilityException">It is no part of this build, or does not load.</exception>
    public static void Load()
    {
        if (!IsPartOfThisBuild)
        {
            throw new MissingCapabilityException(Absent);
        }

        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception failure)
            when (failure is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            throw new MissingCapabilityException(
                $"libtorch does not load; memformer doctor says what is missing ({failure.Message})",
                failure
            );
        }
    }

    private static IEnumerable<string> Folders(string program)
    {
        string runtimes = Path.Combine(program, "runtimes");
        return Directory.Exists(runtimes)
            ? Directory.EnumerateDirectories(runtimes).Select(system => Path.Combine(system, "native")).Prepend(program)
            : [program];
    }
}
