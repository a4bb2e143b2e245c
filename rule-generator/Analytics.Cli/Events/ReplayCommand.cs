using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Events.Sending;
using Analytics.Cli.Events.Store;
using Analytics.Cli.Jobs;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Store;

namespace Analytics.Cli.Events;

/// <summary>`events replay`: refused events through the public door again, as their records have them.</summary>
internal static class ReplayCommand
{
    private const int BatchSize = 100;
    private const int PageSize = 1_000;

    public static Command Create(TimeProvider clock)
    {
        var reason = new Option<string?>("--reason") { Description = "Only those of one code.", HelpName = "CODE" };
        var id = new Option<string?>("--id") { Description = "Only the event of this id.", HelpName = "ID" };
        var kind = new Option<string?>("--kind") { Description = "Only events of one kind.", HelpName = "KIND" };
        var since = StorePeer.Since();
        var dryRun = new Option<bool>("--dry-run") { Description = "Ask the door what would become of them; nothing is stored or changed." };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway's address (default: the running stack's, else http://127.0.0.1:8080).", HelpName = "URL" };
        var adminKey = new Option<FileInfo?>("--admin-key-file") { Description = $"File with a key of the role admin (or environment {DoorKey.AdminFileVariable}).", HelpName = "FILE" };
        var postgres = PostgresAddress.Option();
        var json = JobsCommand.Json();
        var command = new Command("replay",
            """
            Send refused events through the public door again: for a catalog that has learned, or a fault that is mended. What is stored leaves the list; what is
            refused again stays with one attempt more. Harmless to repeat: an id counts once. Exit 0: all stored; 1: some were refused again; 2: wrong use; 3: a peer is away.
            Example: analytics events replay --reason unknown_kind --since 7d --dry-run
            """) { reason, id, kind, since, dryRun, gateway, adminKey, postgres, json };
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var store = new RefusedEventStore(database);
            var filter = new RefusedFilter(parsed.GetValue(id), parsed.GetValue(reason), parsed.GetValue(kind), StorePeer.Time(parsed.GetValue(since), clock.GetUtcNow()));
            var isDry = parsed.GetValue(dryRun);
            var door = new ReplayDoor(GatewayAddress.Of(parsed.GetValue(gateway)), DoorKey.Administrator(parsed.GetValue(adminKey), required: true)!, isDry);
            var (stored, refused, without, last) = (0, 0, 0, 0L);
            while (await store.PageAsync(filter, last, PageSize, cancel) is { Count: > 0 } page)
            {
                last = page[^1].Number;
                without += page.Count(record => record.Json is null);
                foreach (var group in page.Where(record => record.Json is not null).GroupBy(record => (record.Source, record.KeyId)))
                {
                    foreach (var batch in group.Chunk(BatchSize))
                    {
                        var errors = await door.Send(group.Key.Source, group.Key.KeyId ?? "none", batch, cancel);
                        stored += batch.Length - errors.Count;
                        refused += errors.Count;
                        if (!isDry)
                        {
                            await Settle(store, batch, errors, clock.GetUtcNow(), cancel);
                        }
                    }
                }
            }

            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { stored, refused, withoutEvent = without, dryRun = isDry })
                : $"{stored} {(isDry ? "would be stored" : "stored")}, {refused} refused again, {without} have no event on record");
            return refused > 0 ? ExitCodes.Finding : ExitCodes.Ok;
        }));
        return command;
    }

    /// <summary>What the door took leaves the list; what it refused stays, with the new reason.</summary>
    private static async Task Settle(RefusedEventStore store, RefusedRecord[] batch, IReadOnlyDictionary<int, ReplayError> errors, DateTimeOffset now, CancellationToken cancel)
    {
        await store.SettleAsync([.. batch.Where((_, i) => !errors.ContainsKey(i)).Select(record => record.Number)], cancel);
        foreach (var (at, error) in errors)
        {
            await store.RefuseAgainAsync(batch[at].Number, error.Code, error.Path, error.Message, now, cancel);
        }
    }
}
