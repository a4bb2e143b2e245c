using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Insights.Rollups;
using Analytics.Integration.Tests.Intake;
using Analytics.Intake;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Operations.Erasing;
using Analytics.Operations.Retention;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Privacy;

/// <summary>A person with data in every place is gone from all of them, and does not come back.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Anna = "anna-4711@example.org";
    private const string Bob = "bob-0815@example.org";

    private readonly DirectoryInfo _archive = Directory.CreateTempSubdirectory("an-archive-");
    private StoreBench _bench = null!;
    private EventRollups _rollups = null!;
    private PseudonymKeys _keys = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _bench = await StoreBench.CreateAsync();
        await StoreSchema.ApplyAsync(_bench.Database, Cancel);
        _rollups = new EventRollups(_bench.Database, TimeProvider.System);
        await _rollups.Prepare(Cancel);
        _keys = PseudonymKeys.Parse(await File.ReadAllTextAsync(Path.Combine(_bench.Folder, "keys"), Cancel), out _)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        _archive.Delete(recursive: true);
    }

    [Fact]
    public async Task A_person_with_data_in_every_place_is_gone_from_all_of_them()
    {
        var pseudonym = _keys.PseudonymOf(Anna);
        await using var one = _bench.Start("g1");
        await using (var known = _bench.Start("g2"))
        {
            await Eventually.Holds(_ => Task.FromResult(known.Projector.IsConnected), "PostgreSQL knows of the second gateway", cancel: Cancel);
        }

        await using var two = _bench.Open("g2");
        await FillAsync(one);
        var counted = await _bench.ScalarAsync<decimal>("SELECT sum(value) FROM counters");

        // Acknowledged by a gateway that PostgreSQL has not seen yet: in its log only.
        await StoreBench.PostAsync(two, [Session("flight-anna", Anna, Now), Session("flight-bob", Bob, Now)]);
        Assert.True(await FindsAsync(pseudonym, Anna) is { Count: >= 7 } places, "the person must be everywhere first");

        var request = Guid.Parse("0123456789abcdef0123456789abcdef");
        await WithdrawAsync(one, Anna, request);
        // The second gateway does not know of it yet: neither the event nor the dead letter may come out of its log later.
        await StoreBench.PostAsync(two, [Session("flight-anna-2", Anna, Now), Faulty("flight-refused")]);
        two.Start();
        var eraser = new SubjectEraser(_bench.Database, new ArchiveFolder(_archive.FullName, TimeProvider.System), TimeProvider.System);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        await StoreBench.QuietAsync(two);

        Assert.Empty(await FindsAsync(pseudonym, Anna));
        var state = (await ErasureState.FindAsync(_bench.Database, request, Cancel))!;
        var proof = ErasureProof.Parse(state.Proof)!;
        Assert.Equal(("done", 0L, 1L, 4L), (state.State, proof.Found, proof.RefusedEvents, proof.Events.Values.Sum()));
        Assert.Equal(1, proof.Archives.Values.Sum());
        Assert.All(proof.Logs, log => Assert.True(log.Cleared));
        Assert.Equal(["g1", "g2"], proof.Logs.Select(log => log.Instance).Order());
        Assert.Equal(ErasureProof.HashOf(null, state.Proof!), state.ProofHash);

        // Everybody else is as before, the rollups are those of the rows, and the counters stay what was counted.
        await RefreshAsync();
        Assert.Equal(3 + 1, await _bench.ScalarAsync<long>("SELECT count(*) FROM events WHERE user_id IS NOT NULL"));
        // One more than in the rows: Bob's archived day is in the rollups only.
        Assert.Equal(1 + await _bench.ScalarAsync<long>("SELECT count(DISTINCT (user_id, (occurred_at AT TIME ZONE 'UTC')::date)) FROM events WHERE user_id IS NOT NULL"), await _bench.ScalarAsync<long>("SELECT count(*) FROM user_days"));
        Assert.Equal(counted + 1, await _bench.ScalarAsync<decimal>("SELECT sum(value) FROM counters"));
        Assert.True(await _bench.ScalarAsync<bool>("SELECT session_id IS NULL FROM events WHERE id = 'unnamed'"));

        // Nothing that does not know of it brings the person back; a new consent does.
        var stale = await StoreBench.PostAsync(one, [Session("later", Anna, Now), Consented("again", Now)]);
        Assert.Equal(["dropped", "ok"], stale["results"]!.AsArray().Select(result => (string?)result!["outcome"]));
        Assert.Equal(1, one.Vitals.Suppressed(Suppression.ConsentWithdrawn));
        Assert.Equal(2, two.Vitals.Suppressed(Suppression.ConsentWithdrawn));
    }

    [Fact]
    public async Task A_consent_event_erases_as_well_and_leaves_a_row_about_nobody()
    {
        await using var pipeline = _bench.Start("g1");
        await StoreBench.PostAsync(pipeline, [Session("a", Anna, Now.AddHours(-1)), Session("b", Bob, Now.AddHours(-1))]);
        await StoreBench.QuietAsync(pipeline);
        var answer = await StoreBench.PostAsync(pipeline, [EventJson.Of(PlatformEvents.ConsentWithdrawn, "w", Now, Anna)]);
        await StoreBench.QuietAsync(pipeline);
        var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        Assert.Empty(await FindsAsync(_keys.PseudonymOf(Anna), Anna));
        Assert.Equal(1, await _bench.ScalarAsync<long>("SELECT count(*) FROM events WHERE kind = 'consent.withdrawn' AND user_id IS NULL AND session_id IS NULL"));
        Assert.Equal(1, await _bench.ScalarAsync<decimal>("SELECT value FROM counters WHERE metric = 'analytics_platform_consent_withdrawals_total'"));
        // The number that the sender was told is the one to ask for the proof by.
        var state = await ErasureState.FindAsync(_bench.Database, Guid.ParseExact((string)answer["results"]![0]!["erasure"]!, "N"), Cancel);
        Assert.Equal("done", state!.State);
        Assert.NotNull(state.Proof);
    }

    [Fact]
    public async Task A_legal_hold_keeps_everything_and_says_so_until_it_is_lifted()
    {
        await using var pipeline = _bench.Start("g1");
        await StoreBench.PostAsync(pipeline, [Session("a", Anna, Now.AddHours(-1))]);
        await StoreBench.QuietAsync(pipeline);
        var holds = new LegalHolds(_bench.Database);
        await holds.Place("case-7", SubjectNames.Of(_keys, Anna), null, "court order 7/26", Cancel);
        var request = Guid.Parse("fedcba9876543210fedcba9876543210");
        await WithdrawAsync(pipeline, Anna, request);
        var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 1, "held", cancel: Cancel);
        var state = (await ErasureState.FindAsync(_bench.Database, request, Cancel))!;
        Assert.Equal(("held", "legal hold case-7: court order 7/26"), (state.State, state.Reason));
        Assert.Equal(1, await _bench.RowsAsync());

        Assert.True(await holds.Lift("case-7", Cancel));
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        Assert.Equal(0, await _bench.RowsAsync());
    }

    [Fact]
    public async Task What_came_under_a_later_consent_survives_an_erasure_that_had_to_wait()
    {
        await using var pipeline = _bench.Start("g1");
        await StoreBench.PostAsync(pipeline, [Session("old", Anna, Now.AddHours(-1)), Session("bob", Bob, Now.AddHours(-1))]);
        await StoreBench.QuietAsync(pipeline);
        var holds = new LegalHolds(_bench.Database);
        await holds.Place("case-7", SubjectNames.Of(_keys, Anna), null, "court order 7/26", Cancel);
        var request = Guid.Parse("00000000000000000000000000000001");
        await WithdrawAsync(pipeline, Anna, request);
        await StoreBench.PostAsync(pipeline, [Consented("new", Now)]);
        await StoreBench.QuietAsync(pipeline);
        await RefreshAsync();
        var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System);
        Assert.Single((await eraser.Work(Cancel)).Waiting);

        await holds.Lift("case-7", Cancel);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        await RefreshAsync();
        Assert.Equal("bob new", await _bench.ScalarAsync<string>("SELECT string_agg(id, ' ' ORDER BY id) FROM events"));
        Assert.Equal(2, await _bench.ScalarAsync<long>("SELECT sum(events)::bigint FROM user_days"));
        Assert.Equal(2, await _bench.ScalarAsync<long>("SELECT sum(events)::bigint FROM event_hours"));
        Assert.Equal(1, ErasureProof.Parse((await ErasureState.FindAsync(_bench.Database, request, Cancel))!.Proof)!.Events.Values.Sum());
    }

    [Fact]
    public async Task A_consent_with_a_date_that_has_not_come_yet_does_not_outlast_a_withdrawal()
    {
        await using var pipeline = _bench.Start("g1");
        var ahead = Now.AddYears(70);
        var faulty = Consented("faulty", ahead);
        faulty["deviceInfo"]!["platform"] = "toaster";
        var first = await StoreBench.PostAsync(pipeline, [Consented("ahead", ahead), faulty]);
        Assert.Equal(["warning consent_date_ahead", "rejected out_of_range"], first["results"]!.AsArray().Select(result => $"{result!["outcome"]} {result["code"]}"));
        await StoreBench.QuietAsync(pipeline);
        await WithdrawAsync(pipeline, Anna, Guid.Parse("00000000000000000000000000000005"));
        await StoreBench.QuietAsync(pipeline);
        var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        Assert.Empty(await FindsAsync(_keys.PseudonymOf(Anna), Anna));

        // A repeat of the first, and a new one: the date still proves nothing.
        var again = await StoreBench.PostAsync(pipeline, [Consented("ahead", ahead), Consented("more", ahead)]);
        Assert.Equal(["consent_withdrawn", "consent_withdrawn"], again["results"]!.AsArray().Select(result => (string?)result!["code"]));
    }

    [Fact]
    public async Task A_withdrawal_waits_for_archives_that_are_not_there_and_calls_after_a_day()
    {
        await using var pipeline = _bench.Start("g1");
        await FillAsync(pipeline);
        await WithdrawAsync(pipeline, Anna, Guid.Parse("00000000000000000000000000000002"));
        var progress = await new SubjectEraser(_bench.Database, null, TimeProvider.System).Work(Cancel);
        Assert.Contains("ANALYTICS__ARCHIVE__DIRECTORY", Assert.Single(progress.Waiting), StringComparison.Ordinal);
        Assert.Empty(progress.Late);

        var elsewhere = new ArchiveFolder(Path.Combine(_archive.FullName, "elsewhere"), TimeProvider.System);
        await _bench.ScalarAsync<int>("UPDATE erasures SET recorded_at = recorded_at - interval '25 hours'; SELECT 1");
        Assert.Contains($"events_usage_{Now.AddMonths(-30).UtcDateTime:yyyy_MM}", Assert.Single((await new SubjectEraser(_bench.Database, elsewhere, TimeProvider.System).Work(Cancel)).Late), StringComparison.Ordinal);

        var eraser = new SubjectEraser(_bench.Database, new ArchiveFolder(_archive.FullName, TimeProvider.System), TimeProvider.System);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        Assert.Empty(await FindsAsync(_keys.PseudonymOf(Anna), Anna));
    }

    [Fact]
    public async Task A_withdrawal_reaches_the_pseudonyms_of_all_keys_and_a_deleted_key_leaves_history_that_is_nobodys()
    {
        var file = Path.Combine(_bench.Folder, "keys");
        var first = _keys.PseudonymOf(Anna);
        await PostWithKeysAsync(Session("k1", Anna, Now.AddHours(-3)), Session("k1-bob", Bob, Now.AddHours(-3)));
        await File.AppendAllTextAsync(file, "\n" + PseudonymKeys.NewLine("k2"), Cancel);
        await PostWithKeysAsync(Session("k2", Anna, Now.AddHours(-2)), Session("k2-bob", Bob, Now.AddHours(-2)));
        var both = PseudonymKeys.Parse(await File.ReadAllTextAsync(file, Cancel), out _)!;
        var second = both.PseudonymOf(Anna);
        Assert.NotEqual(first, second);
        await using (var pipeline = _bench.Start("g1"))
        {
            await WithdrawAsync(pipeline, Anna, Guid.Parse("00000000000000000000000000000003"));
            var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System);
            await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
            Assert.Empty(await FindsAsync(first, Anna));
            Assert.Empty(await FindsAsync(second, Anna));
        }

        await File.WriteAllTextAsync(file, (await File.ReadAllLinesAsync(file, Cancel)).Last(line => line.Length > 0) + "\n", Cancel);
        await using (var pipeline = _bench.Start("g1"))
        {
            await StoreBench.PostAsync(pipeline, [Session("stale", Anna, Now.AddHours(-1))]);
            await WithdrawAsync(pipeline, Bob, Guid.Parse("00000000000000000000000000000004"));
            var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System);
            await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        }

        // Nobody can say any more whose this is, also not with Bob's id and every key there is.
        Assert.Equal("k1-bob", await _bench.ScalarAsync<string>("SELECT string_agg(id, ' ') FROM events"));
        var left = PseudonymKeys.Parse(await File.ReadAllTextAsync(file, Cancel), out _)!;
        Assert.DoesNotContain(await _bench.ScalarAsync<string>("SELECT user_id FROM events"), left.PseudonymsOf(Bob).Select(own => own.Pseudonym));
    }

    [Fact]
    public async Task A_proof_that_is_changed_or_taken_out_shows()
    {
        await using var pipeline = _bench.Start("g1");
        for (var i = 1; i <= 4; i++)
        {
            await WithdrawAsync(pipeline, $"somebody-{i}", Guid.Parse($"{i:x32}"));
        }

        var book = new ErasureBook(_bench.Database);
        Assert.All(await book.Read(Cancel), entry => Assert.Null(entry.IsProofTrue));
        var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        Assert.All(await book.Read(Cancel), entry => Assert.Equal(("done", true), (entry.State, entry.IsProofTrue)));

        await _bench.ScalarAsync<int>("UPDATE erasures SET proof = replace(proof::text, '\"eventKeys\":0', '\"eventKeys\":9')::json WHERE number = 2; SELECT 1");
        Assert.Equal([true, false, true, true], (await book.Read(Cancel)).Select(entry => entry.IsProofTrue == true));
        await _bench.ScalarAsync<int>("DELETE FROM erasures WHERE number = 3; SELECT 1");
        Assert.Equal([true, false, false], (await book.Read(Cancel)).Select(entry => entry.IsProofTrue == true));
    }

    [Fact]
    public async Task The_ledger_has_a_row_for_each_change_and_a_no_without_a_name_takes_back_what_was_given()
    {
        await using var pipeline = _bench.Start("g1");
        var merge = new ConsentMerge(_bench.Database);
        await StoreBench.PostAsync(pipeline, [Flags("a", Now.AddDays(-9), true, true), Flags("b", Now.AddDays(-9), true, true), Flags("c", Now.AddDays(-5), true, false)]);
        await StoreBench.QuietAsync(pipeline);
        await Eventually.Holds(async cancel => await merge.RefreshAsync(cancel) >= 0 && await _bench.ScalarAsync<long>("SELECT count(*) FROM consents") == 2, "two states", cancel: Cancel);
        Assert.Equal("granted:true narrowed:false", await _bench.ScalarAsync<string>("SELECT string_agg(state || ':' || share, ' ' ORDER BY since) FROM consents"));

        var no = Flags("d", Now.AddDays(-3), true, false);
        no["privacyFlags"]!["canTrack"] = false;
        await StoreBench.PostAsync(pipeline, [no]);
        await StoreBench.QuietAsync(pipeline);
        var stale = await StoreBench.PostAsync(pipeline, [Flags("e", Now.AddDays(-5), true, false), Flags("f", Now.AddDays(-1), true, false)]);
        Assert.Equal(["dropped", "ok"], stale["results"]!.AsArray().Select(result => (string?)result!["outcome"]));
        await StoreBench.QuietAsync(pipeline);
        Assert.Equal(4, await _bench.RowsAsync());
    }

    private async Task FillAsync(IntakePipeline pipeline)
    {
        var unnamed = Session("unnamed", Anna, Now.AddHours(-2));
        unnamed["privacyFlags"]!["canProfile"] = false;
        await StoreBench.PostAsync(pipeline,
        [
            Session("a1", Anna, Now.AddDays(-8)), Session("a2", Anna, Now.AddDays(-1)), Session("a3", Anna, Now.AddHours(-1)),
            EventJson.Of(BusinessEvents.PaymentCompleted, "a4", Now.AddHours(-1), Anna, "session-of-anna"), unnamed, Faulty("refused"),
            Session("b1", Bob, Now.AddDays(-8)), Session("b2", Bob, Now.AddHours(-1)),
        ]);
        var old = await StoreBench.PostAsync(pipeline, [Session("old-anna", Anna, Now.AddMonths(-30)), Session("old-bob", Bob, Now.AddMonths(-30)), Session("old-bob-2", Bob, Now.AddMonths(-20))], backfill: true);
        Assert.Equal(3, (int)old["accepted"]!);
        await StoreBench.QuietAsync(pipeline);
        await RefreshAsync();
        var outcome = await new RetentionRun(_bench.Database, new RetentionSettings { ArchiveDirectory = _archive.FullName }, TimeProvider.System).Run(Cancel);
        Assert.Single(outcome.Dropped);
        await _bench.MergeConsentAsync();
    }

    private async Task WithdrawAsync(IntakePipeline pipeline, string who, Guid request)
    {
        Assert.Equal(Analytics.Intake.WriteAheadLog.AppendOutcome.Durable, await pipeline.WithdrawAsync(who, request));
        await Eventually.Holds(async cancel => await ErasureState.FindAsync(_bench.Database, request, cancel) is not null, "the withdrawal in PostgreSQL", cancel: Cancel);
    }

    private async Task PostWithKeysAsync(params JsonObject[] events)
    {
        await using var pipeline = _bench.Start("g1");
        Assert.Equal(events.Length, (int)(await StoreBench.PostAsync(pipeline, events))["accepted"]!);
        await StoreBench.QuietAsync(pipeline);
    }

    private Task RefreshAsync() => Eventually.Holds(async cancel =>
    {
        await _rollups.Refresh(cancel);
        return await _bench.ScalarAsync<bool>("SELECT watermark > (SELECT max(stored_in) FROM events) FROM rollup_state");
    }, "the rollups have everything", cancel: Cancel);

    /// <summary>Every table and every file in which one of the texts stands; of a pseudonym also its 16 bytes.</summary>
    private async Task<IReadOnlyList<string>> FindsAsync(string pseudonym, string raw)
    {
        var found = new List<string>();
        var tables = await _bench.ScalarAsync<string[]>("SELECT array_agg(table_name::text) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'");
        foreach (var table in tables)
        {
            var text = await _bench.ScalarAsync<string>($"SELECT coalesce(string_agg(t::text, '|'), '') FROM \"{table}\" AS t");
            if (text.Contains(pseudonym, StringComparison.Ordinal) || text.Contains(raw, StringComparison.Ordinal))
            {
                found.Add(table);
            }
        }

        foreach (var file in Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(_archive.FullName)).Where(file => Path.GetFileName(file) is not ("lock" or "keys")))
        {
            var bytes = await BytesOf(file);
            if (bytes.AsSpan().IndexOf(Convert.FromHexString(pseudonym)) >= 0 || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(pseudonym)) >= 0 || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(raw)) >= 0)
            {
                found.Add(file);
            }
        }

        return found;
    }

    private static async Task<byte[]> BytesOf(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using Stream content = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var all = new MemoryStream();
        await content.CopyToAsync(all, Cancel);
        return all.ToArray();
    }

    private static JsonObject Session(string id, string user, DateTimeOffset at) => EventJson.Of(EngagementEvents.SessionStarted, id, at, user, user == Anna ? "session-of-anna" : "session-of-bob");

    private static JsonObject Faulty(string id)
    {
        var made = Session(id, Anna, Now);
        made["deviceInfo"]!["platform"] = "toaster";
        return made;
    }

    private static JsonObject Consented(string id, DateTimeOffset consentAt)
    {
        var made = Session(id, Anna, Now);
        made["privacyFlags"]!["consentDate"] = consentAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        return made;
    }

    private static JsonObject Flags(string id, DateTimeOffset consentAt, bool profile, bool share)
    {
        var made = Consented(id, consentAt);
        made["privacyFlags"]!["canProfile"] = profile;
        made["privacyFlags"]!["canShare"] = share;
        return made;
    }
}
