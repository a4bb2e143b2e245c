using System.Globalization;
using Analytics.PromQL;
using static Analytics.Rules.Template;

namespace Analytics.Rules.Slo;

/// <summary>
/// The alerts of a promise: pairs of windows that both burn too fast, some waking people, some writing a ticket; and one when nothing is measured any more.
/// The burn windows end the alert by themselves, so there is no <c>for</c>.
/// </summary>
internal static class ObjectiveAlerts
{
    /// <summary>What a start may take: failures within it have left the short window before a state's pair of windows is heard.</summary>
    private static readonly Duration LongestStart = 5.Minutes();

    public static IEnumerable<Alert> Of(ServiceObjective slo)
    {
        if (slo.Tiers.Any(tier => tier.Pages))
        {
            yield return Burning(slo, pages: true, "BurnsFast", "fast", slo.PagePriority, "At this pace the budget is gone within days or hours: act now.");
        }

        if (slo.Tiers.Any(tier => !tier.Pages))
        {
            yield return Burning(slo, pages: false, "BurnsSlowly", "steadily", slo.TicketPriority, "Nobody is woken for it, but at this pace the promise will be broken: plan the repair.");
        }

        yield return Unmeasured(slo);
    }

    private static Alert Burning(ServiceObjective slo, bool pages, string suffix, string pace, Priority priority, string meaning)
    {
        var tiers = slo.Tiers.Where(tier => tier.Pages == pages).ToList();
        var factors = string.Join(" or ", tiers.Select(tier => $"{SloSpec.Number(Math.Round(tier.Factor(slo.Terms.Days), 2))} over {Duration.From(tier.Long)}"));
        return new Alert(slo.PascalName + suffix, tiers.Select(tier => Above(slo, tier)).Aggregate((any, next) => any.Or(next)))
        {
            Priority = priority,
            Team = slo.Team,
            Signal = slo.Signal,
            Dashboard = slo.Dashboard,
            Page = Page(slo),
            Labels = slo.Labels((ServiceObjective.TierLabel, pages ? TierInhibition.Page : TierInhibition.Ticket)),
            Summary = $"{slo.Title}{OfGroup(slo)} burns its error budget {pace}",
            Description = $"The budget burns {AsNumber} times as fast as allowed; the limit is {factors}. Promised: {SloSpec.Number(slo.Objective)} % over {InWords(slo.Window)}. Good: {slo.Indicator.Good}.",
            Impact = $"{slo.Impact} {meaning}",
        };
    }

    /// <summary>It was measured within the last week and is not any more: a promise that nobody can check is not kept. Silent until the first event ever.</summary>
    private static Alert Unmeasured(ServiceObjective slo) =>
        new(slo.PascalName + "Unmeasured", slo.Recordings.EventRate.Series.Absent().And(slo.Recordings.EventRate.Series.Range(1.Weeks()).LastOverTime().Count()).On())
        {
            For = 15.Minutes(),
            Priority = Priority.P2,
            Team = slo.Team,
            Signal = "monitoring",
            Dashboard = slo.Dashboard,
            Page = Page(slo),
            Labels = slo.Labels(),
            Summary = $"{slo.Title} is not measured any more",
            Description = "Its events were there within the last week, and there has been none for 15 minutes: not even a count of 0.",
            Impact = "The promise may be broken without anybody hearing of it.",
        };

    private static InstantVector Above(ServiceObjective slo, BurnWindow tier)
    {
        var factor = tier.Factor(slo.Terms.Days);
        var (fast, slow) = (Duration.From(tier.Short), Duration.From(tier.Long));
        InstantVector both = (slo.Recordings.BurnRates[slow].Series > factor).And(slo.Recordings.BurnRates[fast].Series > factor);

        if (slo.Indicator.Kind is IndicatorKind.State or IndicatorKind.Ratio)
        {
            // At a fresh start both windows hold the same few looks, and one failed probe would be a burn of 100 %.
            var settled = fast + LongestStart + (fast > ServiceObjective.LongestRawWindow ? ServiceObjective.Slice : Duration.Zero);
            both = both.And(slo.Recordings.EventRate.Series.Range(slow).CountOverTime() > settled.Milliseconds / ObjectiveRecordings.Interval.Milliseconds);
        }

        // Each recorded rate stands for one interval: times the interval they add up to events.
        return slo.MinimumEvents == 0 ? both
            : both.And(slo.Recordings.EventRate.Series.Range(slow).SumOverTime() * (ObjectiveRecordings.Interval.Milliseconds / 1_000) >= slo.MinimumEvents);
    }

    private static string Page(ServiceObjective slo) => slo.PascalName + "Objective";

    private static string OfGroup(ServiceObjective slo) => slo.Indicator.Groups.Count == 0 ? string.Empty : " of " + string.Join(", ", slo.Indicator.Groups.Select(LabelOf));

    private static string InWords(BudgetWindow window) => window.IsCalendar ? "the calendar month" : string.Create(CultureInfo.InvariantCulture, $"{window.Days} days");
}
