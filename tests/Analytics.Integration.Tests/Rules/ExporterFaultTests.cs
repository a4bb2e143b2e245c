using Analytics.Catalog;
using Analytics.Intake;

namespace Analytics.Integration.Tests.Rules;

/// <summary>
/// From a fault in the program to the alert: the real exporters under an injected fault, their measurements judged by the real promtool with the committed rules.
/// A red test means: what is exported under this fault and what the rule asks for are not the same any more.
/// </summary>
public sealed class ExporterFaultTests
{
    private static readonly string[] Pipeline = ["Platform/Pipeline"];

    [Fact]
    public async Task A_database_that_is_away_is_told_and_forgotten_when_it_is_back()
    {
        using var history = new ExporterHistory();
        history.Run(30, () => Healthy(history));
        history.Expect();
        var since = history.Now;
        var bytes = 0;
        history.Run(6, () => Away(history, since, bytes += 20_000));
        history.Expect("ProjectionFailing");
        history.Run(3, () => Away(history, since, bytes += 20_000));
        history.Expect("PipelineStalled", "ProjectionFailing");
        history.Run(6, () => Away(history, since, bytes = 900_000));
        history.Expect("PipelineLogAlmostFull", "PipelineStalled", "ProjectionFailing");
        history.Run(15, () => Healthy(history));
        history.Expect();
        await history.JudgeAsync(Pipeline);
    }

    [Fact]
    public async Task A_client_that_sends_rubbish_is_told_but_not_one_bad_event()
    {
        using var history = new ExporterHistory();
        history.Run(30, () => Healthy(history));
        history.Vitals.CountRejected(Refusal.MissingField);
        history.Run(30, () => Healthy(history));
        history.Expect();
        history.Run(20, () =>
        {
            Healthy(history);
            history.Vitals.CountRejected(Refusal.UnknownKind, 10);
            history.Vitals.CountDeadLetters(10);
        });
        history.Expect("DeadLettersGrowing", "EventsRejected");
        await history.JudgeAsync(Pipeline);
    }

    [Fact]
    public async Task A_door_that_shuts_once_pages_and_other_refusals_do_not()
    {
        using var history = new ExporterHistory();
        history.Run(10, () => Healthy(history));
        history.Vitals.CountRequestRefused(RequestRefusal.NotJson);
        history.Vitals.CountRequestRefused(RequestRefusal.Unauthorized);
        history.Run(5, () => Healthy(history));
        history.Expect();
        history.Vitals.CountRequestRefused(RequestRefusal.DiskFull);
        history.Run(2, () => Healthy(history));
        history.Expect("IntakeRefusing");
        history.Run(15, () => Healthy(history));
        history.Expect();
        await history.JudgeAsync(Pipeline);
    }

    [Fact]
    public async Task Restarts_gaps_and_counters_that_begin_anew_alarm_nobody()
    {
        using var history = new ExporterHistory();
        for (var life = 0; life < 4; life++)
        {
            history.Run(12, () => Healthy(history));
            history.Expect();
            history.Vanish(2);
            history.Expect();
            history.Restart();
        }

        history.Run(10, () => Healthy(history));
        history.Expect();
        await history.JudgeAsync("Platform/Pipeline", "Platform/GoldenSignals", "Ai/Models");
    }

    [Fact]
    public async Task The_first_unsafe_recommendation_ever_pages()
    {
        using var history = new ExporterHistory();
        history.Run(20, () => Healthy(history));
        history.Count(AiMetrics.SafetyEvents, 1, "nutrition", "2026-10", "rail_triggered", "low");
        history.Run(5, () => Healthy(history));
        history.Expect();
        history.Count(AiMetrics.SafetyEvents, 1, "nutrition", "2026-10", "violation", "critical");
        history.Run(2, () => Healthy(history));
        history.Expect("AiSafetyViolation");
        await history.JudgeAsync("Ai/Models");
    }

    [Fact]
    public async Task Errors_of_one_service_fire_by_their_share()
    {
        using var history = new ExporterHistory();
        void Answers(int good, int bad)
        {
            history.Count(PlatformMetrics.ApiRequests, good, "api", "/workouts", "get", "2xx");
            history.Count(PlatformMetrics.ApiRequests, bad, "api", "/workouts", "get", "5xx");
        }

        history.Run(20, () => Answers(300, 3));
        history.Expect();
        history.Run(10, () => Answers(280, 20));
        history.Expect("HighErrorRate");
        history.Run(12, () => Answers(200, 100));
        history.Expect("CriticalErrorRate", "HighErrorRate");
        history.Run(15, () => Answers(300, 3));
        history.Expect();
        await history.JudgeAsync("Platform/GoldenSignals");
    }

    private static void Healthy(ExporterHistory history)
    {
        history.Vitals.CountAccepted(30);
        history.Vitals.CountStored(30);
        history.Vitals.SetLogBytes(3_000);
        history.Vitals.SetOldestUnprocessed((history.Now - TimeSpan.FromSeconds(1)).ToUnixTimeMilliseconds() * 1000);
    }

    private static void Away(ExporterHistory history, DateTimeOffset since, long logBytes)
    {
        history.Vitals.CountAccepted(30);
        history.Vitals.CountProjectionFailure();
        history.Vitals.SetLogBytes(logBytes);
        history.Vitals.SetOldestUnprocessed(since.ToUnixTimeMilliseconds() * 1000);
    }
}
