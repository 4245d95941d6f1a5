using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Behaviour;
using Memformer.Cli.Terminal;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer compare PROBE ANSWERS</c>: what a network does, told from its answers.</summary>
internal sealed class CompareCommand
{
    private readonly Argument<string> _probe = new("PROBE")
    {
        Description = "The questions, a file of memformer probe",
    };

    private readonly Argument<string> _answers = new("ANSWERS")
    {
        Description =
            "Their answers: .npz or .safetensors with answers (B) or (B, L), and perhaps hidden (B, L, m); or .npy",
    };

    private readonly BehaviourOptions _options = new();
    private readonly ReportOptions _report = new([.. BehaviourReport.Formats]);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        CompareCommand compare = new();
        ExampleCommand command = new(
            "compare",
            "Say which method a network's answers to a probe are, whatever the network is",
            "memformer compare probe.npz answers.npz",
            "memformer compare probe.npz answers.npz -o report.html",
            "memformer compare probe.npz answers.npz -o fingerprint.svg"
        )
        {
            compare._probe,
            compare._answers,
        };
        compare._options.AddTo(command);
        compare._report.AddTo(command);
        command.SetAction(compare.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string format = _report.FormatOf(parsed);
        ComparisonOptions options = _options.Of(parsed);
        string path = parsed.GetRequiredValue(_answers);
        Probe probe = ProbeFile.Read(parsed.GetRequiredValue(_probe));
        Answers answers = Answers.Read(path, probe);
        BehaviourReport report = BehaviourReport.Of(
            path,
            BehaviourWording.Of(probe.Design.Law),
            probe,
            answers,
            options,
            []
        );
        Origin origin = Origin.Here with
        {
            Inputs = [.. InputHash.OfFile(parsed.GetRequiredValue(_probe)), .. InputHash.OfFile(path)],
        };
        BehaviourOptions.Write(parsed, _report, report, format, origin);
        return ExitCodes.Done;
    }
}
