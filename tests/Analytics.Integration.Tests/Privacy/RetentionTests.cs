using Analytics.Catalog;
using Analytics.Insights.Rollups;
using Analytics.Integration.Tests.Intake;
using Analytics.Intake;
using Analytics.Intake.Store;
using Analytics.Operations.Erasing;
using Analytics.Operations.Retention;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Privacy;

/// <summary>Partitions go into the archive and come back whole; nothing is lost, and nothing on which a hold is goes.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Old = new(2024, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly EventPartition March = EventPartition.Parse("events_usage_2024_03")!;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("an-archive-");
    private StoreBench _bench = null!;
    private ArchiveFolder _archive = null!;
    private EventPartitions _partitions = null!;
    private IntakePipeline _pipeline = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await StoreBench.CreateAsync();
        _archive = new ArchiveFolder(_folder.FullName, TimeProvider.System);
        _partitions = new EventPartitions(_bench.Database, _archive, TimeProvider.System);
        _pipeline = _bench.Start();
        await AddAsync(@"a\b", "b", "c");
        await StoreBench.PostAsync(_pipeline, [EventJson.Of(BusinessEvents.PaymentCompleted, "pay", Old, "anna")], backfill: true);
        await StoreBench.QuietAsync(_pipeline);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _bench.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_over_is_archived_and_dropped_and_comes_back_equal_once()
    {
        var before = await ContentAsync();
        var outcome = await RunAsync();
        Assert.Equal([March.Name], outcome.Dropped);
        Assert.Equal(1, await _bench.RowsAsync());
        Assert.Equal(3, await _bench.ScalarAsync<long>("SELECT rows FROM dropped_partitions WHERE partition = 'events_usage_2024_03'"));

        Assert.Equal(3, await _partitions.Restore(March, Cancel));
        Assert.Equal(0, await _partitions.Restore(March, Cancel));
        Assert.Equal(before, await ContentAsync());
        Assert.Contains("restored-events_usage_2024_03", Assert.Single((await RunAsync()).Kept), StringComparison.Ordinal);
        await new LegalHolds(_bench.Database).Lift("restored-events_usage_2024_03", Cancel);
        Assert.Equal([March.Name], (await RunAsync()).Dropped);
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_dropped() =>
        Assert.Contains("ANALYTICS__ARCHIVE__DIRECTORY", Assert.Single((await new RetentionRun(_bench.Database, new RetentionSettings(), TimeProvider.System).Run(Cancel)).Kept), StringComparison.Ordinal);

    [Fact]
    public async Task Rows_that_come_after_the_drop_join_those_in_the_archive()
    {
        await RunAsync();
        await AddAsync("late");
        Assert.Equal("late", await IdsAsync());
        Assert.Equal([March.Name], (await RunAsync()).Dropped);
        Assert.Equal(4, _archive.Of(March.Name).Manifest!.Rows);

        await AddAsync("later");
        await _partitions.Archive(March, Cancel);
        Assert.Equal(5, (await _partitions.Archive(March, Cancel)).Rows);
        Assert.Equal(4, await _partitions.Restore(March, Cancel));
        Assert.Equal(@"a\b b c late later", await IdsAsync());
        Assert.Equal(0, await _partitions.Restore(March, Cancel));
    }

    [Fact]
    public async Task A_month_that_is_being_read_stays_and_keeps_nobody_waiting_for_long()
    {
        await using (var reader = await _bench.Database.OpenConnectionAsync(Cancel))
        await using (await reader.BeginTransactionAsync(Cancel))
        {
            await using var read = new Npgsql.NpgsqlCommand("SELECT count(*) FROM events", reader);
            Assert.Equal(4L, await read.ExecuteScalarAsync(Cancel));
            var hasty = new EventPartitions(_bench.Database, _archive, TimeProvider.System, patience: TimeSpan.FromMilliseconds(200));
            Assert.Contains("somebody reads", await hasty.ArchiveAndDrop(March, Cancel), StringComparison.Ordinal);
            Assert.Equal(4, await _bench.RowsAsync());
        }

        // As long as somebody is only looking, and has the table above already, the last look goes on beside it, and the drop waits for him.
        var readers = Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var i = 0; i < 40; i++)
            {
                await _bench.RowsAsync();
            }
        }).ToList();
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await _partitions.ArchiveAndDrop(March, Cancel));
            await _partitions.Restore(March, Cancel);
            await new LegalHolds(_bench.Database).Lift("restored-" + March.Name, Cancel);
        }

        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_row_that_changes_while_its_month_is_archived_is_archived_again()
    {
        // The clock is asked when the rows have been read and the lines are written.
        var meddling = new MeddlingClock(() => _bench.ScalarAsync<int>("UPDATE events_usage_2024_03 SET session_id = NULL WHERE id = 'b'; SELECT 1").GetAwaiter().GetResult());
        var reason = await new EventPartitions(_bench.Database, _archive, meddling).ArchiveAndDrop(March, Cancel);
        Assert.Contains("not as it was archived", reason, StringComparison.Ordinal);
        Assert.Equal(4, await _bench.RowsAsync());
    }

    [Fact]
    public async Task A_manifest_whose_columns_are_a_statement_is_not_restored()
    {
        await RunAsync();
        var archive = _archive.Of(March.Name);
        await File.WriteAllTextAsync(archive.ManifestFile, (await File.ReadAllTextAsync(archive.ManifestFile, Cancel)).Replace("\"source\"", "\"source) FROM PROGRAM 'id' --\"", StringComparison.Ordinal), Cancel);
        Assert.Contains("columns that events has not", (await Assert.ThrowsAsync<InvalidDataException>(() => _partitions.Restore(March, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_and_the_rest_of_the_retention_goes_on()
    {
        var file = Path.Combine(_folder.FullName, "a file");
        await File.WriteAllTextAsync(file, "", Cancel);
        await _bench.ScalarAsync<int>("UPDATE event_keys SET received_at = now() - interval '100 days'; SELECT 1");
        var outcome = await new RetentionRun(_bench.Database, new RetentionSettings { ArchiveDirectory = Path.Combine(file, "folder") }, TimeProvider.System).Run(Cancel);
        Assert.Contains(March.Name, Assert.Single(outcome.Damaged), StringComparison.Ordinal);
        Assert.Equal((4L, 4L), (outcome.Keys, await _bench.RowsAsync()));
    }

    [Theory]
    [InlineData("case-7", true)]
    [InlineData("case#7", false)]
    [InlineData("restored-events_usage_2024_03", false)]
    [InlineData("", false)]
    [InlineData("a\nb", false)]
    public void A_hold_has_a_name_that_is_listed_and_lifted_alone(string name, bool good) => Assert.Equal(good, LegalHolds.IsName(name));

    [Theory]
    [InlineData("a bit of the data")]
    [InlineData("the end of the data")]
    [InlineData("the data")]
    [InlineData("the rows of the manifest")]
    [InlineData("the manifest")]
    public async Task A_damaged_archive_is_not_restored_nor_built_upon(string damaged)
    {
        await RunAsync();
        var archive = _archive.Of(March.Name);
        Damage(archive, damaged);
        await Assert.ThrowsAsync<InvalidDataException>(() => _partitions.Restore(March, Cancel));
        Assert.False(await _bench.ScalarAsync<bool>("SELECT to_regclass('events_usage_2024_03') IS NOT NULL OR EXISTS (SELECT FROM legal_holds)"));

        await AddAsync("late");
        var outcome = await RunAsync();
        Assert.Empty(outcome.Dropped);
        Assert.Single(outcome.Damaged);
        Assert.Equal("late", await IdsAsync());
    }

    [Theory]
    [InlineData("the end of the data", "checksum")]
    [InlineData("the data", "is missing")]
    [InlineData("the whole manifest", "is missing")]
    public async Task A_damaged_archive_holds_up_nothing_but_itself(string damaged, string said)
    {
        await StoreBench.PostAsync(_pipeline, [EventJson.Of(EngagementEvents.SessionStarted, "bob", TimeProvider.System.GetUtcNow(), "bob")]);
        await StoreBench.QuietAsync(_pipeline);
        await RunAsync();
        var archive = _archive.Of(March.Name);
        var whole = (Data: await File.ReadAllBytesAsync(archive.DataFile, Cancel), Manifest: await File.ReadAllTextAsync(archive.ManifestFile, Cancel));
        Damage(archive, damaged);
        await new EventRollups(_bench.Database, TimeProvider.System).Prepare(Cancel);
        await WithdrawAsync("anna");
        await WithdrawAsync("bob");
        var eraser = new SubjectEraser(_bench.Database, _archive, TimeProvider.System);
        var progress = await eraser.Work(Cancel);
        Assert.Equal(2, progress.Waiting.Count);
        Assert.All(progress.Waiting, waits => Assert.Contains(said, waits, StringComparison.Ordinal));
        Assert.Equal(0, await _bench.RowsAsync());

        await File.WriteAllBytesAsync(archive.DataFile, whole.Data, Cancel);
        await File.WriteAllTextAsync(archive.ManifestFile, whole.Manifest, Cancel);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        Assert.Equal(0, archive.Manifest!.Rows);

        // What was deleted before the archive came back is in the proofs too: three in the archive, one payment, one session.
        Assert.Equal(0, await _bench.ScalarAsync<long>("SELECT rows FROM dropped_partitions"));
        Assert.Equal("3 2", await _bench.ScalarAsync<string>("""
            SELECT (SELECT sum(value::int) FROM erasures, json_each_text(proof -> 'archives')) || ' ' || (SELECT sum(value::int) FROM erasures, json_each_text(proof -> 'events'))
            """));
    }

    [Fact]
    public async Task A_hold_on_the_partition_or_on_a_person_in_it_keeps_it()
    {
        var holds = new LegalHolds(_bench.Database);
        Assert.True(await holds.Place("case-1", [], March.Name, "court order", Cancel));
        Assert.False(await holds.Place("case-1", [], March.Name, "again", Cancel));
        Assert.Contains("case-1: court order", Assert.Single((await RunAsync()).Kept), StringComparison.Ordinal);
        await holds.Lift("case-1", Cancel);

        var user = await _bench.ScalarAsync<string>("SELECT max(user_id) FROM events_usage_2024_03");
        var who = new Guid(System.Security.Cryptography.SHA256.HashData(Convert.FromHexString(user)).AsSpan(0, 16), bigEndian: true);
        await holds.Place("case-2", [who], null, "claim", Cancel);
        Assert.Contains("case-2: claim", Assert.Single((await RunAsync()).Kept), StringComparison.Ordinal);
        await holds.Lift("case-2", Cancel);
        Assert.Equal([March.Name], (await RunAsync()).Dropped);
    }

    [Fact]
    public async Task What_a_killed_program_left_half_written_is_finished_or_taken_away()
    {
        await _partitions.Archive(March, Cancel);
        var archive = _archive.Of(March.Name);
        var old = (Data: await File.ReadAllBytesAsync(archive.DataFile, Cancel), Manifest: await File.ReadAllTextAsync(archive.ManifestFile, Cancel));
        await AddAsync("d");
        var made = await _partitions.Archive(March, Cancel);

        // Killed between both renames: the data are new, their manifest is not in its place.
        File.Move(archive.ManifestFile, archive.ManifestFile + ".new");
        await File.WriteAllTextAsync(archive.ManifestFile, old.Manifest, Cancel);
        await _archive.Recover(Cancel);
        Assert.Equal(made.Sha256, archive.Manifest!.Sha256);
        await archive.Verify(archive.Manifest!, Cancel);

        // Killed before the first rename: the old archive counts, and no half file with rows of people stays.
        await File.WriteAllTextAsync(archive.ManifestFile + ".new", await File.ReadAllTextAsync(archive.ManifestFile, Cancel), Cancel);
        await File.WriteAllBytesAsync(archive.DataFile, old.Data, Cancel);
        await File.WriteAllTextAsync(archive.ManifestFile, old.Manifest, Cancel);
        await File.WriteAllTextAsync(archive.DataFile + ".new", "half", Cancel);
        await _archive.Recover(Cancel);
        await archive.Verify(archive.Manifest!, Cancel);
        Assert.Equal(2, Directory.GetFiles(_folder.FullName).Length);
    }

    [Fact]
    public async Task Refused_events_are_bounded_by_age_and_by_bytes_and_the_oldest_go_first()
    {
        await _bench.ScalarAsync<int>("""
            INSERT INTO refused_events (instance, source, id, code, path, message, received_at, json)
            SELECT 'g1', 'app', 'r' || n, 'wrong_type', '$', 'x', now() - n * interval '1 hour', CASE WHEN n % 2 = 0 THEN repeat('x', 800) END FROM generate_series(100, 1, -1) AS n; SELECT 1
            """);
        Assert.Equal(100 - 23, await ForgetAsync(new RetentionSettings { RefusedEvents = TimeSpan.FromHours(23.5) }));
        Assert.Equal(13, await ForgetAsync(new RetentionSettings { RefusedEventBytes = 6_100 }));
        Assert.Equal("r1 r10 r2 r3 r4 r5 r6 r7 r8 r9", await _bench.ScalarAsync<string>("SELECT string_agg(id, ' ' ORDER BY id COLLATE \"C\") FROM refused_events"));
    }

    private Task<long> ForgetAsync(RetentionSettings settings) => new RetentionRun(_bench.Database, settings, TimeProvider.System).ForgetRefused(Cancel);

    private static void Damage(PartitionArchive archive, string what)
    {
        var data = File.ReadAllBytes(archive.DataFile);
        switch (what)
        {
            case "a bit of the data":
                data[data.Length / 2] ^= 1;
                File.WriteAllBytes(archive.DataFile, data);
                break;
            case "the end of the data":
                File.WriteAllBytes(archive.DataFile, data[..^10]);
                break;
            case "the data":
                File.Delete(archive.DataFile);
                break;
            case "the whole manifest":
                File.Delete(archive.ManifestFile);
                break;
            case "the rows of the manifest":
                File.WriteAllText(archive.ManifestFile, File.ReadAllText(archive.ManifestFile).Replace("\"rows\": 3", "\"rows\": 2", StringComparison.Ordinal));
                break;
            default:
                File.WriteAllText(archive.ManifestFile, "{");
                break;
        }
    }

    private async Task AddAsync(params string[] ids)
    {
        await StoreBench.PostAsync(_pipeline, ids.Select(id => EventJson.Of(EngagementEvents.SessionStarted, id, Old, "anna")), backfill: true);
        await StoreBench.QuietAsync(_pipeline);
    }

    private async Task WithdrawAsync(string who)
    {
        var before = await _bench.ScalarAsync<long>("SELECT count(*) FROM erasures");
        await _pipeline.WithdrawAsync(who, Guid.Parse(FormattableString.Invariant($"00000000-0000-0000-0000-{before + 1:x12}")));
        await Eventually.Holds(async _ => await _bench.ScalarAsync<long>("SELECT count(*) FROM erasures") > before, "the withdrawal in PostgreSQL", cancel: Cancel);
    }

    private Task<RetentionOutcome> RunAsync() => new RetentionRun(_bench.Database, new RetentionSettings { ArchiveDirectory = _folder.FullName }, TimeProvider.System).Run(Cancel);

    private Task<string> IdsAsync() => _bench.ScalarAsync<string>("SELECT string_agg(id, ' ' ORDER BY id COLLATE \"C\") FROM events_usage_2024_03");

    private Task<string> ContentAsync() => _bench.ScalarAsync<string>("SELECT md5(string_agg(own::text, '|' ORDER BY id)) FROM events_usage_2024_03 AS own");

    private sealed class MeddlingClock(Action meddle) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            meddle();
            return base.GetUtcNow();
        }
    }
}
