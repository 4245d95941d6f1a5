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
internal static class CompareCommand
{
    private static readonly Argument<string> Questions = new("PROBE")
    {
        Description = "The questions, a file of memformer probe",
    };

    private static readonly Argument<string> Replies = new("ANSWERS")
    {
        Description =
            "Their answers: .npz or .safetensors with answers (B) or (B, L), and perhaps hidden (B, L, m); or .npy",
    };

    private static readonly Argument<string[]> More = new("MORE")
    {
        Description = "Further pairs of questions and answers, at other context lengths: the method at each",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly BehaviourOptions Options = new();
    private static readonly ReportOptions Report = new([.. BehaviourReport.Formats]);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "compare",
            "Say which method a network's answers to a probe are, whatever the network is",
            "memformer compare probe.npz answers.npz",
            "memformer compare probe.npz answers.npz -o report.html",
            "memformer compare probe.npz answers.npz -o fingerprint.svg",
            "memformer compare p10.npz a10.npz p20.npz a20.npz -o by-context.html"
        )
        {
            Questions,
            Replies,
            More,
        };
        Options.AddTo(command);
        Report.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        // Before the files, so that a wrong word is what is complained of first.
        _ = Report.FormatOf(parsed);
        ComparisonOptions options = Options.Of(parsed);
        string[] files =
        [
            parsed.GetRequiredValue(Questions),
            parsed.GetRequiredValue(Replies),
            .. parsed.GetValue(More) ?? [],
        ];
        if (files.Length % 2 != 0)
        {
            throw new UsageException($"{files[^1]}: questions without answers; expected pairs of both");
        }

        BehaviourReport[] reports = [.. files.Chunk(2).Select(pair => Compare(pair[0], pair[1], options))];
        Origin origin = Origin.Here with { Inputs = [.. files.SelectMany(InputHash.OfFile)] };
        Report.Write(parsed, reports is [var single] ? single : new BehaviourSweepReport(reports), origin);
        return ExitCodes.Done;
    }

    private static BehaviourReport Compare(string questions, string path, ComparisonOptions options)
    {
        Probe probe = ProbeFile.Read(questions);
        Answers answers = Answers.Read(path, probe);
        return BehaviourReport.Of(path, BehaviourWording.Of(probe.Design.Law), probe, answers, options, []);
    }
}
