using System.CommandLine;

namespace Analytics.Cli.Shell;

/// <summary>Runs the command tree: usage mistakes exit with 2, expected failures are printed as two lines, Ctrl+C and SIGTERM cancel.</summary>
internal static class CommandRunner
{
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"analytics: {error.Message}");
            }

            Console.Error.WriteLine($"Try: analytics {string.Join(' ', CommandPath(parsed))} --help".Replace("  ", " ", StringComparison.Ordinal));
            return ExitCodes.Usage;
        }

        KeepFirstParagraph(parsed.CommandResult.Command.Subcommands);
        try
        {
            // A command that was asked to stop may take its time: the supervisor stops every part in order.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(5) });
        }
        catch (CommandFailure failure)
        {
            Console.Error.WriteLine($"analytics: {failure.Message}");
            if (failure.Remedy is { } remedy)
            {
                Console.Error.WriteLine($"  -> {remedy}");
            }

            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    // In the list of a family's commands one sentence is enough; the examples show when a command's own help is asked for.
    private static void KeepFirstParagraph(IEnumerable<Command> listed)
    {
        foreach (var command in listed)
        {
            command.Description = command.Description?.Split("\n\n")[0];
        }
    }

    private static IEnumerable<string> CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Command is not RootCommand; at = (System.CommandLine.Parsing.CommandResult)at.Parent!)
        {
            names.Push(at.Command.Name);
        }

        return names;
    }
}
