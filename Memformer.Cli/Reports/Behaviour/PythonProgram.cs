using Memformer.Learn.Behaviour.Probes;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>The Python program that asks a PyTorch module the questions of a probe.</summary>
internal static class PythonProgram
{
    /// <summary>The program.</summary>
    /// <param name="layout">How the module takes its prompts.</param>
    /// <param name="path">The probe.</param>
    public static string Of(ProbeLayout layout, string path)
    {
        string asked = layout switch
        {
            ProbeLayout.Tokens => "tensor(\"tokens\")[rows]",
            ProbeLayout.Interleaved => "tensor(\"interleaved\")[rows]",
            _ => "tensor(\"X\")[rows], tensor(\"y\")[rows], tensor(\"query\")[rows]",
        };
        return $$"""
            # Asks a PyTorch module the questions of {{path}}, then: memformer compare {{path}} answers.npz
            import numpy, torch

            model = torch.load("model.pt").eval()  # your module: the answer to the query, shape (batch,) or (batch, layers)
            probe = numpy.load("{{path}}")
            dtype = next(model.parameters()).dtype
            tensor = lambda name: torch.tensor(probe[name], dtype=dtype)
            answers = []
            with torch.no_grad():
                for start in range(0, len(probe["answer"]), 512):
                    rows = slice(start, start + 512)
                    answers.append(model({{asked}}).numpy())
            numpy.savez("answers.npz", answers=numpy.concatenate(answers))

            """;
    }
}
