using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.Testing.Documentation;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.EndToEnd.Tests;

/// <summary>
/// The commands of the pages, in their own words, typed into a shell beside a running demo: only the port is another one. The README's two commands are how the demo came up and what
/// runs this; its <c>down</c> is in <see cref="StackLifeTests"/>.
/// </summary>
[Collection<DemoCollection>]
public sealed partial class ReadmeTests(DemoStack demo, ITestOutputHelper output)
{
    /// <summary>Everything else is run. By how a command begins.</summary>
    private static readonly (string Begins, string Why)[] NotRun =
    [
        ("./analytics up", "it is how the demo came up"),
        ("./analytics down", "StackLifeTests ends with it"),
        ("curl -s http://127.0.0.1:8080/api/analytics/events -H 'Content-Type", "the README's own event, once only: the other test"),
        ("./analytics generate", "writes into the checkout; GeneratedTreeTests hold what it would write"),
        ("./analytics contract release", "writes into the checkout"),
        ("./analytics test", "minutes of promtool; PromtoolTests ask the same of it"),
        ("./analytics check && ./analytics test", "the same"),
        ("./analytics diff", "a checkout may be without its history"),
        ("./analytics backtest", "asks for 30 days of every alert; BacktestTests ask for some"),
        ("./analytics boards view", "shows the boards until it is stopped; ViewerTests look at them"),
        ("./analytics boards apply", "needs a Grafana"),
        ("./analytics events generate", "more people would change what the demo's tests see; SendTests generate and send"),
        ("./analytics events send", "the same"),
        ("./analytics events hold lift restored-", "there is none before an archive is restored; PrivacyCommandTests do it"),
        ("./analytics jobs run", "days of the calendar, which lie elsewhere every day; JobsCommandTests run them"),
        ("./analytics jobs blocks", "the same"),
        ("./analytics privacy logs give-up", "there is no such gateway; PrivacyCommandTests give one up"),
        ("./analytics privacy keys rotate", "the demo's gateway would not know the new key; PrivacyCommandTests rotate"),
        ("./analytics stats drift", "its files come from a database with a week in it"),
        ("curl -s -H \"Authorization: Bearer $KEY\" \"$GATEWAY/api/analytics/coach/", "needs a coach's key, which sees nothing else; ClientsTests have one"),
    ];

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_event_of_the_readme_is_taken_and_becomes_a_row_and_one_more_in_its_counter()
    {
        var curl = DocumentedCommand.OfReadme("curl").Text;
        // Of the demo only visitors have no tier, and they come by the web.
        var series = $"sum({EngagementMetrics.SessionsStarted.PrometheusName}{{platform=\"ios\",tier=\"unknown\",origin=\"\"}})";
        var before = await Eventually.Get(token => demo.Prometheus.Value(series, token), value => value is not null, $"{series} is exported", cancel: Cancel);

        await Accepted(curl);

        await Eventually.Get(token => demo.Prometheus.Value(series, token), value => value == before + 1, $"{series} one above {before}", cancel: Cancel);
        await using var database = NpgsqlDataSource.Create(demo.Postgres);
        Assert.Equal(1L, await database.CreateCommand("SELECT count(*) FROM events WHERE id = 'my-first-event'").ExecuteScalarAsync(Cancel));

        var key = (await demo.Stack.Typed(DocumentedCommand.OfReadme("./analytics access grant").Text, Cancel)).Trim();
        var own = JsonElement.Parse(await demo.Stack.Typed(DocumentedCommand.OfReadme("./analytics status --json").Text, Cancel)).GetProperty("gateway").GetProperty("ingestKey").GetString()!;
        var withKey = $"{curl} -H \"Authorization: Bearer {key}\"".Replace("my-first-event", "with-a-key-of-mine", StringComparison.Ordinal);
        await Eventually.Get(token => demo.Stack.Shell(withKey, token), answer => answer.Output.Contains("\"accepted\":1", StringComparison.Ordinal), "the new key opens the door", cancel: Cancel);
        await Accepted($"{curl} -H \"Authorization: Bearer {own}\"".Replace("my-first-event", "with-the-stacks-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_documented_command_that_needs_only_the_stack_has_an_answer()
    {
        var seen = new HashSet<string>();
        var commands = DocumentedCommand.All.Where(IsRun).OrderBy(command => command.Commands.Count).Where(command => command.Commands.Count(words => seen.Add(string.Join(' ', words))) > 0).ToList();
        Assert.True(commands.Count > 20, $"only {commands.Count} commands");
        Assert.All(NotRun, one => Assert.Contains(DocumentedCommand.All, command => command.Text.StartsWith(one.Begins, StringComparison.Ordinal)));
        var variables = new Dictionary<string, string>
        {
            ["KEY"] = (await demo.Stack.Typed("./analytics access grant --name reader --role admin", Cancel)).Trim(),
            ["ANALYTICS__ADMIN__KEYFILE"] = ".stack/secrets/admin.key",
        };
        var mistakes = new List<string>();
        foreach (var command in commands)
        {
            var clock = Stopwatch.StartNew();
            var (exit, answer, errors) = await demo.Stack.Shell(command.Text, Cancel, variables);
            output.WriteLine($"{clock.Elapsed.TotalSeconds,5:0.00} s, exit {exit}: {command.Place}: {command.Text}");
            var isRefused = answer.Contains("\"rejected\":", StringComparison.Ordinal) && !answer.Contains("\"rejected\":0", StringComparison.Ordinal);
            if ((exit is not (0 or 1) && !(exit == 2 && !command.InBlock && IsOnlyNamed().IsMatch(errors))) || isRefused) // 1: a finding
            {
                mistakes.Add($"{command.Place}: `{command.Text}` exited with {exit}:\n{answer}\n{errors}");
            }
        }

        mistakes.AddRange(from command in DocumentedCommand.All
                          from words in command.Commands
                          from word in words
                          where word.StartsWith(".stack/", StringComparison.Ordinal) && !new[] { demo.Stack.Folder, StackFolder.Root }.Any(root => Path.Exists(Path.Combine(root, word[".stack/".Length..])))
                          select $"{command.Place}: a running stack has no {word}");
        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    private async Task Accepted(string curl)
    {
        var text = await demo.Stack.Typed(curl, Cancel);
        var answer = JsonElement.Parse(text);
        Assert.True((answer.GetProperty("accepted").GetInt32(), answer.GetProperty("rejected").GetInt32()) is (1, 0), text);
    }

    private static bool IsRun(DocumentedCommand command) =>
        command.Commands.Any(words => words[0] is "./analytics" || words.Any(word => OurDoor().IsMatch(word)))
        && !NotRun.Any(one => command.Text.StartsWith(one.Begins, StringComparison.Ordinal))
        && command.Commands.All(words => words[0] is "./analytics" or "curl" or "df" or "du" or "date") && !command.Commands.Any(words => words.Any(word => OfTheReader().IsMatch(word)));

    /// <summary>What the command line says to who leaves out the command or what it needs, as a sentence may.</summary>
    [GeneratedRegex("^Usage:|is required\\.|Required argument missing", RegexOptions.Multiline)]
    private static partial Regex IsOnlyNamed();

    [GeneratedRegex("^(\\$GATEWAY|http://(localhost|127\\.0\\.0\\.1):8080)/")]
    private static partial Regex OurDoor();

    /// <summary>A word in capitals, alone or in an address, stands for something that the reader has.</summary>
    [GeneratedRegex("(^|/)[A-Z][A-Z_]+(/|$)|^[A-Z]$")]
    private static partial Regex OfTheReader();
}
