namespace Memformer.Cli.CommandLine;

/// <summary>What the process's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>All of them, for help.</summary>
    public const string Meanings = """
        Exit codes:
          0    done
          1    the answer is no: not realisable, --against not met, a training diverged
          2    wrong usage
          3    an unreadable or invalid input file
          4    the machine lacks something: a device, a library, disk space
          70   a defect of the program
          130  interrupted
        """;

    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: a proof failed, a method is not realisable, <c>--against</c> is not met.</summary>
    public const int No = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>An unreadable or invalid input file.</summary>
    public const int InvalidInput = 3;

    /// <summary>The environment lacks something: a device, a native library, disk space.</summary>
    public const int Environment = 4;

    /// <summary>A defect of the program.</summary>
    public const int Defect = 70;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;
}
