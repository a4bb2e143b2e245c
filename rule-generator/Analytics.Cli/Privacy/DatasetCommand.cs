using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Analytics.Cli.Events.Store;
using Analytics.Cli.Jobs;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Analytics.Operations.Research;

namespace Analytics.Cli.Privacy;

/// <summary>`privacy dataset`: how people train in a month, for research, without anybody in it.</summary>
internal static class DatasetCommand
{
    private const string Variable = "ANALYTICS__RESEARCH__DIRECTORY";
    private const int LeastGroup = 5;

    public static Command Create(TimeProvider clock)
    {
        var month = new Argument<string>("MONTH") { Description = "A whole month: 2026-10." };
        var folder = new Option<DirectoryInfo?>("--folder") { Description = $"Where the data sets lie (default: {Variable}). Only what lies where the worker looks is made anew after a withdrawal.", HelpName = "DIR" };
        var k = new Option<int>("--k") { Description = "People in a group at least.", HelpName = "K", DefaultValueFactory = _ => 10 };
        var postgres = PostgresAddress.Option();
        var json = JobsCommand.Json();
        var command = new Command("dataset",
            """
            Write a research data set as CSV with a manifest: training by exercise, age and goal, of the people who allow sharing. Groups of fewer than k people are left out, numbers are rounded.
            Who withdraws is taken out: the worker makes the data set anew.
            Example: analytics privacy dataset 2026-10 --folder /var/lib/analytics/research
            """) { month, folder, k, postgres, json };
        k.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && value < LeastGroup)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--k: expected at least {LeastGroup}"));
            }
        });
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var first = DateOnly.TryParseExact(parsed.GetValue(month) + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
                : throw CommandFailure.Usage($"'{parsed.GetValue(month)}' is no month", "Write it as 2026-10.");
            if (first.AddMonths(1) > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime))
            {
                throw CommandFailure.Usage($"{parsed.GetValue(month)} is not over", "Two data sets of one month would differ by single people.");
            }

            var path = parsed.GetValue(folder)?.FullName ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : throw CommandFailure.Usage("nothing says where data sets go", $"Give --folder DIR or set {Variable}."));
            var sets = new ResearchFolder(path, new ResearchQuery(database), clock);
            var made = await sets.Make(first, parsed.GetValue(k), cancel);
            await StorePeer.Note(parsed.GetValue(postgres), AuditActs.DataSetMade, string.Create(CultureInfo.InvariantCulture, $"training {first:yyyy-MM}, k {made.K}"), clock.GetUtcNow(), cancel);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(made, JsonSerializerOptions.Web) : $"{sets.FileOf(first)}: {made.Rows} groups of at least {made.K} people, sha256 {made.Sha256}");
            return ExitCodes.Ok;
        }));
        return command;
    }
}
