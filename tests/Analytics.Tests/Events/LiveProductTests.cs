using System.Buffers;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Cli.Events.Demo;
using Analytics.Cli.Events.World;

namespace Analytics.Tests.Events;

/// <summary>What `up --demo` sends after its history: enough, at once, and so that alerts have a reason.</summary>
public sealed class LiveProductTests
{
    private static readonly DateTimeOffset Start = SyntheticLife.End.AddHours(11);

    [Fact]
    public void Tens_of_events_a_second_come_in_time_order_and_never_from_the_future()
    {
        var product = Live();
        for (var second = 1; second <= 60; second++)
        {
            var now = Start.AddSeconds(second);
            var events = product.TakeUntil(now).ToArray();

            Assert.InRange(events.Length, 10, 120);
            Assert.All(events, happening => Assert.InRange(happening.At, Start, now));
        }
    }

    [Fact]
    public void The_incident_begins_at_once_lasts_15_minutes_and_comes_back_each_hour()
    {
        var requests = Of(Live().TakeUntil(Start.AddMinutes(65)).ToArray(), "api.requested").Where(line => SyntheticLife.TextOf(line, "service") == "api").ToArray();

        AssertTrouble(Between(0, 2), expected: true);
        AssertTrouble(Between(12, 15), expected: true);
        AssertTrouble(Between(16, 59), expected: false);
        AssertTrouble(Between(60, 65), expected: true);

        JsonElement[] Between(int from, int until) => [.. requests.Where(line => SyntheticLife.TimeOf(line) >= Start.AddMinutes(from) && SyntheticLife.TimeOf(line) < Start.AddMinutes(until))];

        static void AssertTrouble(JsonElement[] requests, bool expected)
        {
            var errors = requests.Average(line => SyntheticLife.TextOf(line, "status_class") == "5xx" ? 1.0 : 0);
            var p95 = requests.Select(line => line.GetProperty("properties").GetProperty("duration").GetDouble()).Order().ElementAt((int)(requests.Length * 0.95));
            Assert.Equal(expected, errors > 0.05);
            Assert.Equal(expected, p95 > 2);
        }
    }

    [Fact]
    public void The_bad_model_is_wrong_from_the_first_minutes_on()
    {
        var outcomes = Of(Live().TakeUntil(Start.AddMinutes(5)).ToArray(), "outcome.labelled").Where(line => SyntheticLife.TextOf(line, "model") == "nutrition").ToArray();

        Assert.True(outcomes.Length >= 20, $"{outcomes.Length} outcomes");
        Assert.InRange(outcomes.Average(line => SyntheticLife.TextOf(line, "outcome") == "right" ? 1.0 : 0), 0.3, 0.74);
    }

    [Fact]
    public void A_day_of_live_traffic_has_about_as_many_people_as_one_of_history()
    {
        var people = Live().TakeUntil(Start.AddHours(2)).Select(happening => happening.Actor.UserId).OfType<string>().Distinct().Count();

        Assert.InRange(people, 60, 350);
    }

    /// <summary>The start is hardly ever at a whole millisecond.</summary>
    [Fact]
    public void Releases_a_job_and_a_change_of_instances_come_with_the_start_itself()
    {
        var kinds = Live(Start.AddTicks(1_234)).TakeUntil(Start.AddSeconds(5)).Select(happening => happening.Kind.Name).ToHashSet();

        Assert.Superset(new HashSet<string> { "service.deployed", "model.deployed", "job.ran", "service.scaled" }, kinds);
    }

    /// <summary>Within two exports, so that what is asked as a rate has an answer.</summary>
    [Fact]
    public void What_boards_ask_for_comes_in_the_first_minutes()
    {
        foreach (var seconds in Enumerable.Range(0, 12).Select(i => 1 + (7_201 * i)))
        {
            var start = Start.AddSeconds(seconds);
            var kinds = Live(start).TakeUntil(start.AddMinutes(4)).GroupBy(happening => happening.Kind).ToDictionary(kind => kind.Key, kind => kind.Count());

            Assert.InRange(kinds.GetValueOrDefault(FitnessEvents.WearableSynced), 6, 120);
            Assert.InRange(kinds.GetValueOrDefault(EngagementEvents.SatisfactionRated), 6, 120);
            Assert.InRange(kinds.GetValueOrDefault(EngagementEvents.OnboardingStarted), 6, 30);
            Assert.InRange(kinds.GetValueOrDefault(EngagementEvents.OnboardingCompleted), 2, 20);
            Assert.InRange(kinds.GetValueOrDefault(AiEvents.SafetyEventRaised), 12, 40);
        }
    }

    [Fact]
    public void A_second_start_has_other_ids()
    {
        var first = Live().TakeUntil(Start.AddMinutes(3)).Select(happening => happening.Id).ToHashSet();
        var second = Live(Start.AddMinutes(10)).TakeUntil(Start.AddMinutes(13)).Select(happening => happening.Id);

        Assert.DoesNotContain(second, first.Contains);
    }

    private static LiveProduct Live(DateTimeOffset? start = null)
    {
        var history = new SyntheticProduct(new ProductSettings(600, 60, 1, Start, HasStory: true));
        Assert.InRange(history.Live().Count(), 60_000, 150_000);
        return new LiveProduct(history, start ?? Start);
    }

    private static IEnumerable<JsonElement> Of(Happening[] happenings, string kind)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new EventJson(buffer);
        foreach (var happening in happenings.Where(happening => happening.Kind.Name == kind))
        {
            json.WriteLine(happening);
        }

        return SyntheticLife.Lines(buffer.WrittenSpan.ToArray()).Select(line => JsonElement.Parse(line)).ToArray();
    }
}
