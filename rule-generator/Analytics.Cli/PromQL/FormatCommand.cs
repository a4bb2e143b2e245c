using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.PromQL.Printing;

namespace Analytics.Cli.PromQL;

/// <summary><c>analytics promql format</c>: the text that <c>promtool promql format</c> gives.</summary>
internal static class FormatCommand
{
    public static Command Create()
    {
        var input = new ExpressionInput();
        var oneLine = new Option<bool>("--one-line") { Description = "Never wrap." };
        var command = input.AddTo(new Command("format", """
            Writes an expression as Prometheus does, wrapped where it is longer than 100 bytes.
              Example: analytics promql format 'sum(rate(errors_total[5m]))by(job)>0.5'
            """));
        command.Add(oneLine);
        command.SetAction(async (parsed, cancel) =>
        {
            if (await input.Parse(parsed, cancel) is not { } expr)
            {
                return ExitCodes.Finding;
            }

            await Console.Out.WriteLineAsync(parsed.GetValue(oneLine) ? CanonicalPrinter.Print(expr) : PrettyPrinter.Print(expr));
            return ExitCodes.Ok;
        });
        return command;
    }
}
