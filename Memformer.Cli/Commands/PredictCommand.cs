using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Prediction;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Prediction;
using Memformer.Learn.Tables;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer predict MODEL TABLE</c>: a network's answers, in context, on a user's regression table.</summary>
internal static class PredictCommand
{
    private static readonly Argument<string> Model = new("MODEL")
    {
        Description = "A network in any layout and format that audit reads",
    };

    private static readonly Argument<string> Data = new("TABLE")
    {
        Description = "A CSV file with a header; rows without a target are the queries",
    };

    private static readonly Option<string> Target = new("--target", "-t")
    {
        Description = "The column to predict",
        Required = true,
        HelpName = "COLUMN",
    };

    private static readonly Option<string?> Features = new("--features")
    {
        Description = "The columns to predict from, separated by commas [default: all other columns of numbers]",
        HelpName = "COLUMNS",
    };

    private static readonly Option<double> Holdout = new("--holdout")
    {
        Description = "Share of rows to hold out where every row has a target",
        DefaultValueFactory = _ => 0.2,
        HelpName = "SHARE",
    };

    private static readonly Option<int?> Context = new("--context", "-n")
    {
        Description = "Use so many rows, drawn at random, as the context [default: all that are no queries]",
        HelpName = "n",
    };

    private static readonly SeedOption Seed = new("which rows are held out and drawn");

    private static readonly ReadingOptions Reading = new();

    private static readonly ReportOptions Report = new("text", "json", "csv");

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "predict",
            "Answer a regression table in context, beside least squares and conjugate gradients",
            "memformer predict model.safetensors examples/data/penguins.csv -t body_mass_g",
            "memformer predict model.safetensors table.csv -t y --features a,b -o out.csv"
        )
        {
            Model,
            Data,
            Target,
            Features,
            Holdout,
            Context,
            Seed,
        };
        Reading.AddTo(command);
        Report.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string format = Report.FormatOf(parsed);
        Checkpoint checkpoint = Reading.Read(parsed, parsed.GetRequiredValue(Model), parsed.GetValue(Context));
        NetworkWeights weights = checkpoint.Weights;
        RegressionTable table = RegressionTable.Of(
            CsvTable.Read(parsed.GetRequiredValue(Data)),
            parsed.GetRequiredValue(Target),
            parsed.GetValue(Features)?.Split(',', StringSplitOptions.TrimEntries)
        );
        Split split = Split.Of(
            table,
            Share(parsed.GetValue(Holdout)),
            parsed.GetValue(Context) ?? (InContextPrediction.TakesOneLength(weights) ? weights.Context : null),
            Seed.Of(parsed)
        );
        PredictionReport content = new(InContextPrediction.Of(weights, checkpoint.Law, table, split));
        Report.Write(
            parsed,
            format switch
            {
                "json" => content.ToJson(),
                "csv" => content.ToCsv(),
                _ => content.ToText(),
            },
            Origin.Here with
            {
                Inputs = [.. InputHash.Of(checkpoint), .. InputHash.OfFile(parsed.GetRequiredValue(Data))],
                Seed = Seed.Of(parsed),
            }
        );
        return ExitCodes.Done;
    }

    private static double Share(double share) =>
        share is > 0 and < 1
            ? share
            : throw new UsageException($"--holdout {share}: allowed are shares between 0 and 1");
}
