using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Reports.Behaviour;
using Memformer.Cli.Terminal;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Problems;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer probe</c>: designed questions for a network that can be asked but not read.</summary>
internal static class ProbeCommand
{
    private const int LargestDimension = 256;

    private static readonly IntegerOption Dimension = new("--dimension", 1, LargestDimension, "-d")
    {
        Description = "d, the number of covariates; needed unless --python",
        HelpName = "d",
    };

    private static readonly IntegerOption Context = new("--context", 1, int.MaxValue, "-n")
    {
        Description = "n, the number of examples in a prompt, may be below d; needed unless --python",
        HelpName = "n",
    };

    private static readonly Option<int> Contexts = new("--contexts")
    {
        Description = "How many contexts; errors shrink with the root of it",
        DefaultValueFactory = _ => 256,
        HelpName = "NUMBER",
    };

    private static readonly Option<int> Tasks = new("--tasks")
    {
        Description = "Tasks in each context",
        DefaultValueFactory = _ => 4,
        HelpName = "NUMBER",
    };

    private static readonly Option<int?> Queries = new("--queries")
    {
        Description = "Queries of each context's first task, of which further tasks get a third [default: 3d]",
        HelpName = "NUMBER",
    };

    private static readonly Option<int?> Pool = new("--pool")
    {
        Description = "Draw the tasks from a pool of so many, for networks trained on few tasks",
        HelpName = "NUMBER",
    };

    private static readonly ChoiceOption<ProbeLayout> Layout = new(
        "--layout",
        ("tokens", ProbeLayout.Tokens),
        ("xy", ProbeLayout.Separate),
        ("interleaved", ProbeLayout.Interleaved)
    )
    {
        Description = "tokens (B, n+1, d+1), interleaved (B, 2n+1, d), or xy: X, y and query alone",
        Preset = "tokens",
    };

    private static readonly SeedOption Seed = new("the questions");

    private static readonly Option<bool> Python = new("--python")
    {
        Description = "Print a Python program that asks a PyTorch module the questions",
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The file to write",
        DefaultValueFactory = _ => "probe.npz",
        HelpName = "FILE.npz|FILE.safetensors",
    };

    private static readonly LawOptions Law = new(withPools: false);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "probe",
            "Write designed questions to ask any network, so that compare can tell what it does from the answers",
            "memformer probe -d 5 -n 20 -o probe.npz",
            "memformer probe -d 5 -n 20 --python",
            "memformer probe -d 20 -n 10 --noise 0.5 --layout interleaved -o probe.npz"
        )
        {
            Dimension,
            Context,
            Contexts,
            Tasks,
            Queries,
            Pool,
            Layout,
            Seed,
            Python,
            Output,
        };
        Law.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        ProbeLayout layout = Layout.Of(parsed);
        string path = parsed.GetRequiredValue(Output);
        if (parsed.GetValue(Python))
        {
            parsed.InvocationConfiguration.Output.Write(PythonProgram.Of(layout, path));
            return ExitCodes.Done;
        }

        int dimension = Dimension.Of(parsed);
        DataLaw law = Law.Choose(parsed, dimension, recorded: null).Law;
        ProbeDesign design = new(law, Context.Of(parsed))
        {
            Contexts = parsed.GetValue(Contexts),
            Tasks = parsed.GetValue(Tasks),
            Pool = parsed.GetValue(Pool),
            Layout = layout,
            Seed = Seed.Of(parsed),
        };
        if (parsed.GetValue(Queries) is int queries)
        {
            design = design with { Queries = queries };
        }

        Probe probe = Probe.Draw(design);
        OutputPath.MakeFolder(parsed, path);
        ProbeFile.Write(path, probe);
        parsed.InvocationConfiguration.Error.WriteLine(
            $"{path}: {BehaviourWording.Of(design)}; {BehaviourWording.Of(law)}"
        );
        return ExitCodes.Done;
    }
}
