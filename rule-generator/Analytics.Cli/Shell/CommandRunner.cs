using System.CommandLine;

namespace Analytics.Cli.Shell;

/// <summary>Runs the command tree: usage mistakes exit with 2, expected failures are printed as two lines, Ctrl+C and SIGTERM cancel.</summary>
internal static class CommandRunner
{
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        HelpPage.LayOut(root, parsed.CommandResult.Command);
        if (UsageMistakes.IsIncomplete(parsed) && parsed.Errors.Count > 0)
        {
            await root.Parse([.. CommandPath(parsed), "--help"]).InvokeAsync(new InvocationConfiguration { Output = Console.Error });
            return ExitCodes.Usage;
        }

        if (UsageMistakes.Of(parsed) is { Count: > 0 } mistakes)
        {
            foreach (var mistake in mistakes)
            {
                Console.Error.WriteLine($"analytics: {mistake}");
            }

            Console.Error.WriteLine($"Try: {string.Join(' ', ["analytics", .. CommandPath(parsed), "--help"])}");
            return ExitCodes.Usage;
        }

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
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            Console.Error.WriteLine($"analytics: {e.Message}");
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            Console.Error.WriteLine($"analytics: no answer in time: {e.Message}");
            return ExitCodes.Unreachable;
        }
        catch (OperationCanceledException)
        {
            return 130; // as a shell says of what Ctrl+C ended
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
