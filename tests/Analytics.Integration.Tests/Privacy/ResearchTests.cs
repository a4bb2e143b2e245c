using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Integration.Tests.Intake;
using Analytics.Intake;
using Analytics.Intake.Store;
using Analytics.Operations.Erasing;
using Analytics.Operations.Research;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Privacy;

/// <summary>Research data sets have groups of people who share, and nobody who does not, or not any more.</summary>
public sealed class ResearchTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = TimeProvider.System.GetUtcNow().AddDays(-2);
    private static readonly DateOnly Month = DateOnly.FromDateTime(At.UtcDateTime);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("an-research-");
    private StoreBench _bench = null!;
    private IntakePipeline _pipeline = null!;
    private ResearchFolder _sets = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await StoreBench.CreateAsync();
        await StoreSchema.ApplyAsync(_bench.Database, Cancel);
        await new Analytics.Insights.Rollups.EventRollups(_bench.Database, TimeProvider.System).Prepare(Cancel);
        _pipeline = _bench.Start();
        _sets = new ResearchFolder(_folder.FullName, new ResearchQuery(_bench.Database), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _bench.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Only_groups_of_enough_people_who_share_are_told_and_who_withdraws_is_taken_out()
    {
        var events = Enumerable.Range(0, 13).SelectMany(i => new JsonNode[] { Workout($"s{i}", $"sharer-{i:00}", "strength", true, 1_800), Workout($"b{i}", $"sharer-{i:00}", "strength", true, null) })
            .Concat(Enumerable.Range(0, 30).Select(i => Workout($"n{i}", $"keeper-{i:00}", "strength", false, 3_600)))
            .Concat(Enumerable.Range(0, 9).Select(i => Workout($"c{i}", $"few-{i:00}", "running", true, 1_800)));
        await StoreBench.PostAsync(_pipeline, events);
        await StoreBench.QuietAsync(_pipeline);
        await _sets.Make(Month, 10, Cancel);
        Assert.Equal($"{Month:yyyy-MM},strength,18_24,lose_weight,15,25,0.5,30,,0", await LineAsync());

        // Two take sharing back: eleven are left, rounded to ten.
        await StoreBench.PostAsync(_pipeline, [Refusing("sharer-00"), Refusing("sharer-01")]);
        await StoreBench.QuietAsync(_pipeline);
        await _bench.MergeConsentAsync();
        await _sets.Make(Month, 10, Cancel);
        Assert.Equal($"{Month:yyyy-MM},strength,18_24,lose_weight,10,20,0.5,30,,0", await LineAsync());

        // Two withdraw: nine are too few. The job makes the data set anew.
        var eraser = new SubjectEraser(_bench.Database, null, TimeProvider.System, _sets);
        var request = Guid.Parse("00000000000000000000000000000005");
        await _pipeline.WithdrawAsync("sharer-02", Guid.Parse("00000000000000000000000000000006"));
        await _pipeline.WithdrawAsync("sharer-03", request);
        await Eventually.Holds(async cancel => await ErasureState.FindAsync(_bench.Database, request, cancel) is not null, "recorded", cancel: Cancel);
        await Eventually.Holds(async cancel => (await eraser.Work(cancel)).Waiting.Count == 0, "erased", cancel: Cancel);
        Assert.Null(await LineAsync());
        var proof = ErasureProof.Parse((await ErasureState.FindAsync(_bench.Database, request, Cancel))!.Proof)!;
        Assert.Equal([$"training_{Month:yyyy_MM}.csv"], proof.ResearchDataSets);
        Assert.Equal(2, Directory.GetFiles(_folder.FullName).Length);
    }

    [Fact]
    public async Task A_mark_that_a_killed_job_left_is_worked_off_by_the_next()
    {
        await _sets.Make(Month, 10, Cancel);
        await StoreBench.PostAsync(_pipeline, Enumerable.Range(0, 10).Select(i => Workout($"s{i}", $"sharer-{i:00}", "strength", true, 1_800)));
        await StoreBench.QuietAsync(_pipeline);
        Assert.Empty(_sets.MarkStale([Month.AddMonths(-1)]));
        Assert.Single(_sets.MarkStale([Month]));
        await _sets.MakeStaleAnew(Cancel);
        Assert.Contains("strength", await LineAsync(), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder.FullName).Length);
    }

    /// <summary>The one group of the data set; null when there is none.</summary>
    private async Task<string?> LineAsync() => (await File.ReadAllLinesAsync(_sets.FileOf(Month), Cancel)).Skip(1).SingleOrDefault();

    private static JsonObject Workout(string id, string user, string exercise, bool shares, double? duration)
    {
        var made = EventJson.Of(duration is null ? FitnessEvents.WorkoutAbandoned : FitnessEvents.WorkoutCompleted, id, At, user, "session-of-" + user);
        made.Set(FitnessFields.ExerciseType, exercise).Set(ContextFields.AgeBand, WireName.Of(AgeBand.From18)).Set(ContextFields.Goal, WireName.Of(Goal.LoseWeight));
        if (duration is { } seconds)
        {
            made.Set(FitnessFields.Duration, seconds);
        }

        made["privacyFlags"]!["canShare"] = shares;
        return made;
    }

    private static JsonObject Refusing(string user)
    {
        var made = EventJson.Of(EngagementEvents.SessionStarted, "no-" + user, At.AddHours(1), user, "session-of-" + user);
        made["privacyFlags"]!["consentDate"] = EventJson.Iso(At.AddHours(1));
        return made;
    }
}
