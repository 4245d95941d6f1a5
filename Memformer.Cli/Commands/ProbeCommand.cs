using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Reports.Behaviour;
using Memformer.Cli.Terminal;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Problems;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer probe</c>: designed questions for a network that can be asked but not read.</summary>
internal sealed class ProbeCommand
{
    private const int LargestDimension = 256;

    private readonly IntegerOption _dimension = new("--dimension", 1, LargestDimension, "-d")
    {
        Description = "d, the number of covariates; needed unless --python",
        HelpName = "d",
    };

    private readonly IntegerOption _context = new("--context", 1, int.MaxValue, "-n")
    {
        Description = "n, the number of examples in a prompt, may be below d; needed unless --python",
        HelpName = "n",
    };

    private readonly Option<int> _contexts = new("--contexts")
    {
        Description = "How many contexts; errors shrink with the root of it",
        DefaultValueFactory = _ => 256,
        HelpName = "NUMBER",
    };

    private readonly Option<int> _tasks = new("--tasks")
    {
        Description = "Tasks in each context",
        DefaultValueFactory = _ => 4,
        HelpName = "NUMBER",
    };

    private readonly Option<int?> _queries = new("--queries")
    {
        Description = "Queries of each context's first task, of which further tasks get a third [default: 3d]",
        HelpName = "NUMBER",
    };

    private readonly Option<int?> _pool = new("--pool")
    {
        Description = "Draw the tasks from a pool of so many, for networks trained on few tasks",
        HelpName = "NUMBER",
    };

    private readonly ChoiceOption<ProbeLayout> _layout = new(
        "--layout",
        ("tokens", ProbeLayout.Tokens),
        ("xy", ProbeLayout.Separate),
        ("interleaved", ProbeLayout.Interleaved)
    )
    {
        Description = "tokens (B, n+1, d+1), interleaved (B, 2n+1, d), or xy: X, y and query alone",
        Preset = "tokens",
    };

    private readonly SeedOption _seed = new("the questions");

    private readonly Option<bool> _python = new("--python")
    {
        Description = "Print a Python program that asks a PyTorch module the questions",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The file to write",
        DefaultValueFactory = _ => "probe.npz",
        HelpName = "FILE.npz|FILE.safetensors",
    };

    private readonly LawOptions _law = new(withPools: false);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ProbeCommand probe = new();
        ExampleCommand command = new(
            "probe",
            "Write designed questions to ask any network, so that compare can tell what it does from the answers",
            "memformer probe -d 5 -n 20 -o probe.npz",
            "memformer probe -d 5 -n 20 --python",
            "memformer probe -d 20 -n 10 --noise 0.5 --layout interleaved -o probe.npz"
        )
        {
            probe._dimension,
            probe._context,
            probe._contexts,
            probe._tasks,
            probe._queries,
            probe._pool,
            probe._layout,
            probe._seed,
            probe._python,
            probe._output,
        };
        probe._law.AddTo(command);
        command.SetAction(probe.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        ProbeLayout layout = _layout.Of(parsed);
        string path = parsed.GetRequiredValue(_output);
        if (parsed.GetValue(_python))
        {
            parsed.InvocationConfiguration.Output.Write(PythonProgram.Of(layout, path));
            return ExitCodes.Done;
        }

        int dimension = _dimension.Of(parsed);
        DataLaw law = _law.Choose(parsed, dimension, recorded: null).Law;
        ProbeDesign design = new(law, _context.Of(parsed))
        {
            Contexts = parsed.GetValue(_contexts),
            Tasks = parsed.GetValue(_tasks),
            Pool = parsed.GetValue(_pool),
            Layout = layout,
            Seed = _seed.Of(parsed),
        };
        if (parsed.GetValue(_queries) is int queries)
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
