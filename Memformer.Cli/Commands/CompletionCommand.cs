using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer completion SHELL</c>: prints a script that completes command lines in a shell.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _memformer() {
                local line=${COMP_LINE:0:COMP_POINT}
                mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "${line}" 2>/dev/null)
            }
            complete -o default -F _memformer memformer ./memformer
            """,
        ["zsh"] = """
            _memformer() {
                local -a found
                found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -- $found
            }
            compdef _memformer memformer
            """,
        ["fish"] = """
            complete -c memformer -f -a '(set -l line (commandline -cp); memformer "[suggest:"(string length -- $line)"]" $line 2>/dev/null)'
            """,
    };

    /// <summary>Where a shell looks for a user's own completions, below the home folder, and what makes zsh look there.</summary>
    private static readonly Dictionary<string, (string File, string Remark)> Places = new()
    {
        ["bash"] = (".local/share/bash-completion/completions/memformer", "new shells complete memformer"),
        ["zsh"] = (
            ".zsh/completions/_memformer",
            "new shells complete memformer if .zshrc has: fpath=(~/.zsh/completions $fpath); autoload -U compinit; compinit"
        ),
        ["fish"] = (".config/fish/completions/memformer.fish", "new shells complete memformer"),
    };

    private static readonly Argument<string> Shell = new("SHELL") { Description = "bash, zsh or fish" };

    private static readonly Option<bool> Installs = new("--install")
    {
        Description = "Write the script where the shell finds it by itself",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        ExampleCommand command = new(
            "completion",
            "Print a script that completes memformer's command lines in your shell",
            "eval \"$(memformer completion bash)\"",
            "memformer completion bash --install"
        )
        {
            Shell,
            Installs,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(Shell);
        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(Installs) ? Install(name) : Scripts[name]);
        return ExitCodes.Done;
    }

    private static string Install(string shell)
    {
        (string file, string remark) = Places[shell];
        string home = Environment.GetFolderPath(
            Environment.SpecialFolder.UserProfile,
            Environment.SpecialFolderOption.DoNotVerify
        );
        if (home.Length == 0)
        {
            throw new MissingCapabilityException("completion --install: this user has no home folder (HOME)");
        }

        string path = Path.Combine(home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string script = shell == "zsh" ? $"#compdef memformer\n{Scripts[shell]}" : Scripts[shell];
        AtomicFile.WriteText(path, script + "\n");
        return $"{path}: {remark}";
    }
}
