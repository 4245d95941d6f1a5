using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Commands;
using Memformer.Cli.Processes;
using Memformer.Cli.Reports;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Training.Runs;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Language;

namespace Memformer.Cli;

/// <summary>The command line: parses, runs one command, and turns every failure into one line and an exit code.</summary>
internal static class Program
{
    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the stack trace of a failure, and how far a file is from each layout",
        Recursive = true,
    };

    /// <summary>How long after Ctrl-C a command may take to save what it has, before it is ended.</summary>
    private static readonly TimeSpan TimeToSave = TimeSpan.FromSeconds(10);

    private static async Task<int> Main(string[] arguments)
    {
        StandardStream.Guard();
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
            return await Invoke(parsed);
        }
        catch (Exception failure)
        {
            return Report(failure, parsed.GetValue(Verbose));
        }
    }

    private static async Task<int> Invoke(ParseResult parsed)
    {
        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeToSave,
        };
        if (parsed.Action is not AsynchronousCommandLineAction)
        {
            return await parsed.InvokeAsync(configuration);
        }

        // A closed session (SIGHUP) saves what there is, as Ctrl-C does.
        using CancellationTokenSource hangup = new();
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal =>
            {
                signal.Cancel = true;
                hangup.Cancel();
            }
        );
        return await parsed.InvokeAsync(configuration, hangup.Token);
    }

    private static int Report(Exception failure, bool isVerbose)
    {
        TextWriter messages = Console.Error;
        if (isVerbose)
        {
            messages.WriteLine(Printable.Text(failure.ToString()));
        }

        int code = Fail(Explain(failure), CodeOf(failure));
        if (failure is MethodSyntaxException { Excerpt: var excerpt })
        {
            string indented = Printable.Text(excerpt).Replace("\n", "\n    ", StringComparison.Ordinal);
            messages.WriteLine($"    {indented}");
        }

        if (isVerbose && failure is UnrecognisedSchemaException unrecognised)
        {
            SchemaTable.Write(unrecognised, messages);
        }

        return code;
    }

    /// <summary>Help is an option, and many programs have it as a command: <c>help train</c> is <c>train --help</c>.</summary>
    private static string[] AsOptions(string[] arguments) =>
        arguments is ["help", .. var command] ? [.. command, "--help"] : arguments;

    /// <summary>All commands.</summary>
    internal static RootCommand Root()
    {
        RootCommand root = new(
            "Which optimisation method is inside this Transformer? Derives attention weights that implement a linear "
                + "first-order method, trains memory-augmented Transformers, and audits their checkpoints."
        )
        {
            Verbose,
            DeriveCommand.Create(),
            CertifyCommand.Create(),
            MethodsCommand.Create(),
            ExploreCommand.Create(),
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
            LayoutsCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
            ManCommand.Create(),
        };

        ExampleHelp.AttachTo(root);
        ValueCompletion.AttachTo(root);
        VersionText.AttachTo(root);
        return root;
    }

    private static int CodeOf(Exception failure) =>
        failure switch
        {
            UsageException or AlgebraException => ExitCodes.Usage,
            InvalidInputException => ExitCodes.InvalidInput,
            MissingCapabilityException or IOException or UnauthorizedAccessException or OutOfMemoryException =>
                ExitCodes.Environment,
            OperationCanceledException => ExitCodes.Interrupted,
            TrainingDivergedException => ExitCodes.No,
            TrainingProcessException process => process.ExitCode,
            _ => ExitCodes.Defect,
        };

    private static string Explain(Exception failure) =>
        failure switch
        {
            UnrecognisedSchemaException { HasNearest: true } =>
                $"{failure.Message} (--verbose shows the comparison with every schema)",
            UnrecognisedSchemaException { IsOutside: false } =>
                $"{failure.Message} (memformer layouts lists them; --map reads any other)",
            MemformerException or IOException or UnauthorizedAccessException => failure.Message,
            OutOfMemoryException => "there is not enough memory for this",
            TrainingInterruptedException => failure.Message,
            OperationCanceledException => "interrupted",
            _ => $"a defect of the program ({failure.GetType().Name}: {failure.Message}); --verbose shows where",
        };

    private static int Fail(string message, int code)
    {
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Console.Error.WriteLine($"memformer: {Printable.Line(line)}");
        return code;
    }
}
