using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Shell;
using Analytics.PromQL.Parsing;

namespace Analytics.Cli.PromQL;

/// <summary><c>analytics promql parse</c>: verdict, kind, canonical text and labels of one expression, or of one a line.</summary>
internal static class ParseCommand
{
    public static Command Create()
    {
        var input = new ExpressionInput();
        var ndjson = new Option<bool>("--ndjson")
        {
            Description = "Read lines {\"expr\": \"…\"} and answer each, in order, with {\"ok\": true, …} or {\"ok\": false, \"error\", \"line\", \"column\"}.",
        };
        var command = input.AddTo(new Command("parse", """
            Says whether an expression is valid, of which kind, and which labels its result has.
              Example: analytics promql parse 'sum by (job) (rate(http_requests_total[5m]))'
              Example: echo '{"expr": "up == 0"}' | analytics promql parse --ndjson
            """));
        command.Add(input.Json);
        command.Add(ndjson);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(ndjson))
            {
                if (parsed.GetValue(input.Expression) is { } extra and not "-")
                {
                    throw CommandFailure.Usage($"'{extra}' stands beside --ndjson, which reads standard input", "leave it out, or leave --ndjson out");
                }

                await using var output = Console.OpenStandardOutput();
                await ParseBatch.Run(Console.OpenStandardInput(), output, input.Options(parsed), cancel);
                return ExitCodes.Ok;
            }

            var source = await input.Read(parsed, cancel);
            var result = Parser.Parse(source, input.Options(parsed));
            if (parsed.GetValue(input.Json))
            {
                await using var output = Console.OpenStandardOutput();
                await using (var writer = new Utf8JsonWriter(output, ParseAnswer.Readable))
                {
                    ParseAnswer.Write(writer, result);
                }

                output.Write("\n"u8);
            }
            else if (result.Expression is { } expr)
            {
                await Console.Out.WriteLineAsync(ParseAnswer.Text(expr));
            }
            else
            {
                await Console.Error.WriteLineAsync(result.Error!.ToString());
            }

            return result.Error is null ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }
}
