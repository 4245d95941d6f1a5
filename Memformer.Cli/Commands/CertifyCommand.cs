using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Processes;
using Memformer.Cli.Terminal;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer certify</c>: has the Coq proof assistant check certificates.</summary>
internal static class CertifyCommand
{
    /// <summary>The longest certificate that is read, in bytes.</summary>
    private const int MaximalLength = 1 << 26;

    private static readonly Argument<string[]> Files = new("FILE.v")
    {
        Description = "Certificates that derive --format coq wrote",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "certify",
            "Have the Coq proof assistant check certificates, from its axioms up",
            "memformer certify heavy_ball.v"
        )
        {
            Files,
            CertificateFile.Limit,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        CoqCompiler compiler = CoqCompiler.Find(CertificateFile.LimitOf(parsed));
        bool areAccepted = true;
        foreach (string file in parsed.GetRequiredValue(Files))
        {
            CoqVerdict verdict = compiler.Check(Read(file));
            areAccepted &= verdict.IsAccepted;
            parsed.InvocationConfiguration.Output.WriteLine($"{file}: {verdict.Words}");
        }

        return areAccepted ? ExitCodes.Done : ExitCodes.No;
    }

    private static string Read(string file)
    {
        try
        {
            return new FileInfo(file).Length <= MaximalLength
                ? File.ReadAllText(file)
                : throw new InvalidInputException(file, $"a certificate has at most {MaximalLength} bytes");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(file, $"cannot be read: {failure.Message}", failure);
        }
    }
}
