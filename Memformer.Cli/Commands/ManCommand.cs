using System.CommandLine;
using Memformer.Cli.CommandLine;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer man</c>: the manual page of all commands, from the same descriptions as their help.</summary>
internal static class ManCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "man",
            "Print the manual page of all commands, for man",
            "memformer man | man -l -",
            "memformer man > memformer.1"
        );
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        parsed.InvocationConfiguration.Output.Write(ManualPage.Of((RootCommand)parsed.RootCommandResult.Command));
        return ExitCodes.Done;
    }
}
