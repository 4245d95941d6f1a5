using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Models;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>An audit as a document of prose, tables and formulas: for LaTeX, Markdown, and the text of the page.</summary>
internal static class AuditDocument
{
    /// <summary>The heading of the table of methods.</summary>
    public const string MethodsHeading = "Methods of the catalogue";

    /// <summary>The whole document.</summary>
    public static Document Of(AuditReport report) =>
        new(
            $"Audit of {report.Name}",
            [
                Paragraph(Description(report)),
                Paragraph(report.Summary),
                .. LawWording.Of(report.Audit).Select(Paragraph),
                .. FunctionalWording.Of(report.Audit).Select(Paragraph),
                .. LoopedWording.Of(report.Audit).Select(Paragraph),
                new Block.Heading("How the file was read"),
                Paragraph(report.HowItWasRead),
                new Block.Heading("Layers"),
                Table(AuditTables.LayerHeader, AuditTables.Layers(report.Audit)),
                new Block.Points([.. Wording.Of(report.Audit.Layers).Select(Text)]),
                new Block.Heading("The learned rule"),
                .. new LearnedRuleDisplay(report.Audit).Blocks(),
                .. FunctionBlocks(report.Audit),
                new Block.Heading(MethodsHeading),
                Paragraph(AuditTables.MethodNote),
                Table(AuditTables.MethodHeader, AuditTables.Methods(report.Audit)),
                new Block.Heading("Outside the family, and free"),
                .. FamilyBlocks(report.Audit.Family),
                .. AgainstBlocks(report.Against),
            ]
        );

    /// <summary>The network and the law, in a sentence.</summary>
    public static string Description(AuditReport report)
    {
        NetworkWeights weights = report.Audit.Weights;
        string heads = weights.HeadCount == 1 ? "one head" : $"{weights.HeadCount} heads";
        return $"A network of architecture {weights.Architecture.Name} with {weights.Layers} "
            + $"layer{(weights.Layers == 1 ? "" : "s")}{Wording.Of(report.Audit.Ties)}, {heads}, d = {weights.Dimension} covariates and n = "
            + $"{report.Audit.Context} context tokens. The law of the prompts: {report.Law}. Deviations up to "
            + $"{Wording.Share(report.Audit.Options.Tolerance)} count as agreement.";
    }

    /// <summary>What lies outside the family, and what has no effect.</summary>
    public static IEnumerable<Block> FamilyBlocks(FamilyVerdict family)
    {
        yield return new Block.Paragraph(
            family.Residual > 0
                ? $"At most {Wording.Share(family.Residual)} of a layer lies outside the family: "
                    + $"{Wording.Outside(family.Layers.MaxBy(layer => layer.Total)!)}."
                : "Nothing lies outside the family."
        );
        yield return new Block.Points([.. family.Free.Select(Text)]);
    }

    private static IEnumerable<Block> FunctionBlocks(Audit audit)
    {
        if (audit.Function is not FunctionVerdict function)
        {
            yield break;
        }

        yield return new Block.Heading("On fresh prompts");
        yield return Table(AuditTables.LossHeader, AuditTables.Losses(function));
        yield return Table(AuditTables.DepthHeader, AuditTables.Depths(function));
        yield return new Block.Points([.. FunctionWording.Of(audit, function).Select(Text)]);
    }

    private static IEnumerable<Block> AgainstBlocks(AgainstVerdict? against)
    {
        if (against is not null)
        {
            yield return new Block.Heading($"Against {against.Method}");
            yield return new Block.Paragraph($"{(against.Holds ? "Yes" : "No")}: {against.Reason}.");
        }
    }

    private static Block.Paragraph Paragraph(string text) => new(Text(text));

    /// <summary>Text in which the inverse covariance is set as a formula: fonts of running text lack its signs.</summary>
    private static Prose Text(string text) =>
        text.Split("Σ⁻¹")
            .Select(part => (Prose)part)
            .Aggregate((left, right) => left + (Prose)((Formula)"Sigma").Sup(-1) + right);

    private static Block.Table Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) =>
        new(
            [.. header.Select(Text)],
            [.. rows.Select(row => (IReadOnlyList<Prose>)[.. row.Select(cell => Text(cell))])]
        );
}
