using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Analytics.Cli.Events.World;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Events;

/// <summary>`events generate`: a synthetic product's events as NDJSON on stdout, in time order.</summary>
internal static class GenerateCommand
{
    private const int FlushBytes = 128 * 1024;

    public static Command Create()
    {
        var users = new Option<int>("--users") { Description = "How many people sign up within the window.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var days = new Option<int>("--days") { Description = "How many days the window has.", HelpName = "D", DefaultValueFactory = _ => 14 };
        var seed = new Option<long>("--seed") { Description = "Which of many possible lives; the same arguments give the same bytes.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var end = new Option<string?>("--end") { Description = "End of the window, ISO 8601 with offset (default: the last midnight, UTC).", HelpName = "TIMESTAMP" };
        var story = new Option<bool>("--story") { Description = "Let an incident, a bad model release and a price change happen, and a few people withdraw their consent." };
        var command = new Command(
            "generate",
            """
            Print a synthetic fitness product's events as NDJSON, in time order: sign-ups, sessions, workouts, meals, payments, AI answers, requests, crashes.
            Deterministic: the same --users, --days, --seed, --end and --story give the same bytes; more users leave the events of the others as they are.
            Example: analytics events generate --users 500 --days 14 --seed 7 | analytics events send -
            """)
        {
            users, days, seed, end, story,
        };
        users.Validators.Add(result => Between(result, users, 1, 5_000_000));
        days.Validators.Add(result => Between(result, days, 1, 3_650));
        command.SetAction(parsed =>
        {
            var settings = new ProductSettings(
                parsed.GetValue(users), parsed.GetValue(days), parsed.GetValue(seed), EndOf(parsed.GetValue(end), TimeProvider.System), parsed.GetValue(story));
            using var output = Console.OpenStandardOutput();
            Write(settings, output);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Writes all events; ends quietly when the reader has seen enough (a closed pipe).</summary>
    internal static void Write(ProductSettings settings, Stream output)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushBytes * 2);
        using var json = new EventJson(buffer);
        try
        {
            foreach (var happening in new SyntheticProduct(settings).Live())
            {
                json.WriteLine(happening);
                if (buffer.WrittenCount >= FlushBytes)
                {
                    output.Write(buffer.WrittenSpan);
                    buffer.ResetWrittenCount();
                }
            }

            output.Write(buffer.WrittenSpan);
            output.Flush();
        }
        catch (IOException)
        {
            // The other end of the pipe is gone: `… | head` has what it wanted.
        }
    }

    private static DateTimeOffset EndOf(string? text, TimeProvider clock)
    {
        if (text is null)
        {
            return Rhythm.StartOfDay(clock.GetUtcNow());
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var end)
            ? end
            : throw CommandFailure.Usage($"--end: '{text}' is no timestamp", "Write it as 2026-11-21T00:00:00Z.");
    }

    private static void Between(System.CommandLine.Parsing.OptionResult result, Option<int> option, int low, int high)
    {
        if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && (value < low || value > high))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: {value} is not between {low} and {high}"));
        }
    }
}
