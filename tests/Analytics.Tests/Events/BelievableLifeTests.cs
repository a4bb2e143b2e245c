using System.Text.Json;

namespace Analytics.Tests.Events;

/// <summary>The synthetic product behaves like one, and its story is visible in its numbers.</summary>
public sealed class BelievableLifeTests
{
    private static readonly DateTimeOffset From = SyntheticLife.End.AddDays(-80);

    private static IReadOnlyList<JsonElement> Life => SyntheticLife.Long.Value;

    [Fact]
    public void Retention_decays_and_onboarded_people_stay_longer()
    {
        var signUps = Of("user.signed_up").Where(line => line.TryGetProperty("userId", out _)).ToDictionary(User, line => SyntheticLife.TimeOf(line).UtcDateTime.Date);
        var days = Of("session.started").Where(line => line.TryGetProperty("userId", out _))
            .Select(line => (User: User(line), Day: SyntheticLife.TimeOf(line).UtcDateTime.Date)).ToHashSet();
        var onboarded = Of("onboarding.completed").Select(User).ToHashSet();

        double Retained(int day, Func<string, bool> who)
        {
            var eligible = signUps.Where(person => who(person.Key) && person.Value.AddDays(day) < SyntheticLife.End.UtcDateTime).ToArray();
            return eligible.Average(person => days.Contains((person.Key, person.Value.AddDays(day))) ? 1.0 : 0);
        }

        Assert.InRange(Retained(1, _ => true), 0.30, 0.60);
        Assert.InRange(Retained(7, _ => true), 0.15, 0.35);
        Assert.InRange(Retained(30, _ => true), 0.06, 0.25);
        Assert.True(Retained(7, onboarded.Contains) > 2 * Retained(7, user => !onboarded.Contains(user)));
    }

    [Fact]
    public void Mondays_are_busier_than_Saturdays_and_evenings_than_nights()
    {
        var germans = Of("session.started").Where(line => line.TryGetProperty("userSegment", out var segment) && segment.GetProperty("country").GetString() == "DE")
            .Select(line => SyntheticLife.TimeOf(line).AddHours(1)).ToArray();

        Assert.True(germans.Count(at => at.DayOfWeek == DayOfWeek.Monday) > 1.1 * germans.Count(at => at.DayOfWeek == DayOfWeek.Saturday));
        Assert.True(germans.Count(at => at.Hour is >= 17 and < 21) > 5 * germans.Count(at => at.Hour is >= 1 and < 5));
    }

    [Fact]
    public void Few_people_forbid_tracking_or_profiles_and_some_events_are_anonymous()
    {
        var people = Of("user.signed_up").Select(line => line.GetProperty("privacyFlags")).ToArray();

        Assert.InRange(people.Average(flags => flags.GetProperty("canTrack").GetBoolean() ? 0.0 : 1), 0.01, 0.06);
        Assert.InRange(people.Average(flags => flags.GetProperty("canProfile").GetBoolean() ? 0.0 : 1), 0.04, 0.15);
        Assert.Contains(Of("session.started"), line => !line.TryGetProperty("userId", out _));
    }

    [Fact]
    public void Payments_come_in_several_currencies_and_at_shelf_prices()
    {
        var payments = Of("payment.completed").Select(line => (Currency: SyntheticLife.TextOf(line, "currency"), Amount: line.GetProperty("properties").GetProperty("amount").GetDecimal())).ToArray();

        Assert.Equal(["CHF", "EUR", "GBP", "JPY", "USD"], payments.Select(payment => payment.Currency).Distinct().Order());
        Assert.All(payments, payment => Assert.True(payment.Currency == "JPY" ? payment.Amount % 10 == 0 : payment.Amount % 1 == 0.99m, $"{payment}"));
    }

    [Fact]
    public void A_bad_release_falls_below_75_percent_and_is_taken_back()
    {
        double Accuracy(string version) => Of("outcome.labelled")
            .Where(line => SyntheticLife.TextOf(line, "model") == "workout" && SyntheticLife.TextOf(line, "version") == version)
            .Average(line => SyntheticLife.TextOf(line, "outcome") == "right" ? 1.0 : 0);

        Assert.InRange(Accuracy("1.1"), 0.84, 0.95);
        Assert.InRange(Accuracy("2.0"), 0.45, 0.74);
        Assert.InRange(Accuracy("2.1"), 0.84, 0.96);
    }

    [Fact]
    public void The_incident_shows_in_errors_and_latency()
    {
        var incident = From.AddDays(72);
        var during = Of("api.requested").Where(line => SyntheticLife.TextOf(line, "service") == "api" && SyntheticLife.TimeOf(line) >= incident && SyntheticLife.TimeOf(line) < incident.AddMinutes(95)).ToArray();
        var durations = during.Select(line => line.GetProperty("properties").GetProperty("duration").GetDouble()).Order().ToArray();

        Assert.True(during.Length > 30);
        Assert.InRange(during.Average(line => SyntheticLife.TextOf(line, "status_class") == "5xx" ? 1.0 : 0), 0.1, 0.4);
        Assert.True(durations[(int)(durations.Length * 0.95)] > 2);
    }

    [Fact]
    public void Higher_prices_cost_buyers_and_drive_subscribers_away()
    {
        var change = From.AddDays(40);
        double TrialsPerOnboarding(Func<DateTimeOffset, bool> when) =>
            (double)Of("trial.started").Count(line => when(SyntheticLife.TimeOf(line))) / Of("onboarding.completed").Count(line => when(SyntheticLife.TimeOf(line)));

        Assert.True(TrialsPerOnboarding(at => at >= change) < 0.9 * TrialsPerOnboarding(at => at < change));
        Assert.Contains(Of("subscription.cancelled"), line => SyntheticLife.TextOf(line, "reason") == "price" && SyntheticLife.TimeOf(line) >= change);
    }

    private static IEnumerable<JsonElement> Of(string kind) => Life.Where(line => SyntheticLife.KindOf(line) == kind);

    private static string User(JsonElement line) => line.GetProperty("userId").GetString()!;
}
