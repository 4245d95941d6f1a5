using System.CommandLine;

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

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Argument<string> shell = new("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        ExampleCommand command = new(
            "completion",
            "Print a script that completes memformer's command lines in your shell",
            "eval \"$(memformer completion bash)\""
        )
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCodes.Done;
        });
        return command;
    }
}
