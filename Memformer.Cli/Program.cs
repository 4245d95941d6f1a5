using System.CommandLine;
using Memformer.Cli.Commands;
using Memformer.Cli.Processes;
using Memformer.Cli.Reports;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Training.Runs;
using Memformer.Theory;
using Memformer.Theory.Methods;

namespace Memformer.Cli;

/// <summary>The command line: parses, runs one command, and turns every failure into one line and an exit code.</summary>
internal static class Program
{
    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the stack trace of a failure",
        Recursive = true,
    };

    /// <summary>How long after Ctrl-C a command may take to save what it has, before it is ended.</summary>
    private static readonly TimeSpan TimeToSave = TimeSpan.FromSeconds(10);

    private static async Task<int> Main(string[] arguments)
    {
        RootCommand root = Root();
        ParseResult parsed = root.Parse(AsOptions(arguments));
        if (arguments.Length == 0)
        {
            await root.Parse("--help").InvokeAsync(new() { Output = Console.Error });
            return ExitCodes.Usage;
        }

        if (CommandLineFault.Of(parsed, arguments) is { } fault)
        {
            return Fail(fault, ExitCodes.Usage);
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToSave,
            };
            return await parsed.InvokeAsync(configuration);
        }
        catch (Exception failure)
        {
            if (parsed.GetValue(Verbose))
            {
                await Console.Error.WriteLineAsync(failure.ToString());
            }

            int code = Fail(Explain(failure), CodeOf(failure));
            if (failure is MethodSyntaxException { Excerpt: var excerpt })
            {
                await Console.Error.WriteLineAsync($"    {excerpt.Replace("\n", "\n    ", StringComparison.Ordinal)}");
            }

            if (failure is UnrecognisedSchemaException unrecognised)
            {
                SchemaTable.Write(unrecognised, Console.Error);
            }

            return code;
        }
    }

    /// <summary>Help is an option, and many programs have it as a command: <c>help train</c> is <c>train --help</c>.</summary>
    private static string[] AsOptions(string[] arguments) =>
        arguments is ["help", .. var command] ? [.. command, "--help"] : arguments;

    private static RootCommand Root()
    {
        RootCommand root = new(
            "Which optimisation method is inside this Transformer? Derives attention weights that implement a linear "
                + "first-order method, trains memory-augmented Transformers, and audits their checkpoints."
        )
        {
            Verbose,
            DeriveCommand.Create(),
            MethodsCommand.Create(),
            OptimumCommand.Create(),
            TrainCommand.Create(),
            AuditCommand.Create(),
            ProbeCommand.Create(),
            CompareCommand.Create(),
            ExportCommand.Create(),
            PredictCommand.Create(),
            SweepCommand.Create(),
            ReproduceCommand.Create(),
            ConvertCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
        };

        ExampleHelp.AttachTo(root);
        ValueCompletion.AttachTo(root);
        VersionText.AttachTo(root);
        return root;
    }

    private static int CodeOf(Exception failure) =>
        failure switch
        {
            UsageException => ExitCodes.Usage,
            InvalidInputException => ExitCodes.InvalidInput,
            MissingCapabilityException or IOException or UnauthorizedAccessException => ExitCodes.Environment,
            OperationCanceledException => ExitCodes.Interrupted,
            TrainingDivergedException => ExitCodes.No,
            TrainingProcessException process => process.ExitCode,
            _ => ExitCodes.Defect,
        };

    private static string Explain(Exception failure) =>
        failure switch
        {
            MemformerException or IOException or UnauthorizedAccessException => failure.Message,
            OperationCanceledException => "interrupted",
            _ => $"a defect of the program ({failure.GetType().Name}: {failure.Message}); --verbose shows where",
        };

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(
            $"memformer: {string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}"
        );
        return code;
    }
}
