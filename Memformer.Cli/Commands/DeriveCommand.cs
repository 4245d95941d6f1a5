using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Theory;
using Memformer.Theory.Certificates;
using Memformer.Theory.Derivations;
using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer derive</c>: closed-form weights, coefficients, realisability, proofs.</summary>
internal static class DeriveCommand
{
    /// <summary>LaTeX without its preamble.</summary>
    private const string FragmentFormat = "latex fragment";

    private static readonly Argument<string> Method = new("METHOD")
    {
        Description =
            "A name of the catalogue (memformer methods lists them), gd++, a method file FILE.lfom, or - for the standard input",
    };

    /// <summary>A depth that shows a method's coefficients; a certificate for all depths does not depend on it.</summary>
    private const int SomeDepth = 4;

    private static readonly IntegerOption Layers = new("--layers", 1, NetworkSize.MostLayers, "-L", "-l")
    {
        Description = "L, the number of layers: one gradient each; needed unless --all-depths is given",
        HelpName = "L",
    };

    private static readonly Option<string> ArchitectureName = new("--architecture", "-a")
    {
        Description = "How the network combines its registers; lfom realises every method with scalar coefficients",
        HelpName = string.Join('|', Architecture.All.Select(architecture => architecture.Name)),
        DefaultValueFactory = _ => "lfom",
    };

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Have Coq check the certificate that --format coq writes; see memformer certify",
    };

    private static readonly Option<bool> AllDepths = new("--all-depths")
    {
        Description = "One certificate for every number of layers, of --architecture lfom",
    };

    private static readonly Option<bool> Fragment = new("--fragment")
    {
        Description = "Of LaTeX only what stands between \\begin{document} and \\end{document}, for \\input in a paper",
    };

    private static readonly Option<string[]> Values = SetOption.Create();
    private static readonly ReportOptions Text = new("text", "latex", "markdown", "json", "html", "coq");

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "derive",
            "Derive the exact attention weights that implement a method, and prove that they do",
            "memformer derive nesterov --layers 4",
            "memformer derive heavy-ball --layers 3 --architecture dynamic --format latex --output heavy-ball.tex",
            "memformer derive heavy-ball --layers 4 --set eta=1/4 --set beta=1/3 --save hb.safetensors --dimension 5 --context 20",
            "memformer derive nesterov --layers 4 --output nesterov.v --check",
            "memformer derive heavy-ball --layers 4 --set eta=3/4 --set beta=1/4 --spectrum hb.svg --dimension 5 --context 20"
        )
        {
            Method,
            Layers,
            ArchitectureName,
            Values,
            Text.Format,
            Text.Output,
            Fragment,
        };
        command.AddSection(
            "With numbers for all parameters",
            SavedNetwork.File,
            SpectrumOption.File,
            NetworkSize.Dimension,
            NetworkSize.Context
        );
        command.AddSection(CertificateFile.Section, Check, AllDepths, CertificateFile.Limit);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string format = Text.FormatOf(parsed);
        bool isFragment = parsed.GetValue(Fragment);
        if (isFragment && format != "latex")
        {
            throw new UsageException($"--fragment: only of --format latex, not of {format}");
        }

        if (parsed.GetValue(AllDepths) && format != CertificateFile.Format && !parsed.GetValue(Check))
        {
            throw new UsageException($"--all-depths: only of --format {CertificateFile.Format}, not of {format}");
        }

        string method = parsed.GetRequiredValue(Method);
        int layers = parsed.GetValue(AllDepths)
            ? Layers.Given(parsed) ?? SomeDepth
            : Layers.Of(parsed, ": how many gradients the method takes, as in --layers 4");
        if (method == GdPlusPlusDocument.Name)
        {
            return RunGdPlusPlus(parsed, isFragment ? FragmentFormat : format, layers);
        }

        Derivation derivation = Derivation.Of(
            MethodArgument.Find(method),
            layers,
            Architecture.Find(parsed.GetRequiredValue(ArchitectureName)),
            SetOption.Parse(parsed.GetRequiredValue(Values), layers)
        );
        SavedNetwork? saved = SavedNetwork.Of(parsed, derivation);
        SpectrumOption? spectrum = SpectrumOption.Of(parsed, derivation);
        if (format == CertificateFile.Format)
        {
            CertificateFile.Write(Text, parsed, Certified(parsed, derivation));
        }
        else
        {
            Text.Write(parsed, Render(derivation, isFragment ? FragmentFormat : format));
        }

        saved?.Write(parsed);
        spectrum?.Write(parsed);
        bool isAccepted = !parsed.GetValue(Check) || CertificateFile.IsAccepted(parsed, Certified(parsed, derivation));
        return derivation.Holds && isAccepted ? ExitCodes.Done : ExitCodes.No;
    }

    /// <summary>The certificate of a derivation's answer: that the weights do it, or that none can.</summary>
    private static string Certified(ParseResult parsed, Derivation derivation) =>
        parsed.GetValue(AllDepths) ? AllDepthsCertificate.Of(derivation)
        : derivation.Realization.IsRealizable ? MethodCertificate.Of(derivation)
        : ImpossibilityCertificate.Of(derivation);

    /// <summary>GD++ is no linear first-order method with constant coefficients, and has letters in the place of parameters.</summary>
    private static int RunGdPlusPlus(ParseResult parsed, string format, int layers)
    {
        GdPlusPlusNetwork network = GdPlusPlusNetwork.OfLayers(layers);
        IReadOnlyList<Proof> proofs = [GdPlusPlusProof.Induction(), GdPlusPlusProof.Unrolled(network)];
        if (format == CertificateFile.Format)
        {
            CertificateFile.Write(Text, parsed, GdPlusPlusCertificate.Text);
        }
        else
        {
            Text.Write(
                parsed,
                format == "json"
                    ? GdPlusPlusDocument.Json(network, proofs)
                    : Rendered(GdPlusPlusDocument.Of(network, proofs), format)
            );
        }

        bool isAccepted = !parsed.GetValue(Check) || CertificateFile.IsAccepted(parsed, GdPlusPlusCertificate.Text);
        return isAccepted && proofs.All(proof => proof.Holds) ? ExitCodes.Done : ExitCodes.No;
    }

    private static string Render(Derivation derivation, string format) =>
        format switch
        {
            "json" => DerivationJson.Write(DerivationRecord.Of(derivation)),
            "text" => TextDocument.Of(DerivationSummary.Of(derivation)),
            _ => Rendered(DerivationDocument.Of(derivation), format),
        };

    private static string Rendered(Document document, string format) =>
        format == FragmentFormat ? LatexDocument.Fragment(document.Blocks) : ReportOptions.Render(document, format);
}
