using Analytics.Catalog;

namespace Analytics.Integration.Tests.Insights;

/// <summary>What the insight about segments must say, the slow and obvious way.</summary>
internal sealed class SegmentReference(IReadOnlyList<WorldEvent> events, DateOnly day)
{
    private readonly List<WorldEvent> _known = [.. events.Where(one => one.User is not null)];

    public Expected Segments()
    {
        var expected = new Expected();
        foreach (var (dimension, segment, isIn) in new BehaviourReference(events, day).Segments().Where(one => one.Dimension != "all"))
        {
            List<WorldEvent> Own(int days) => [.. _known.Where(one => one.Day > day.AddDays(-days) && one.Day <= day && isIn(one.User!, one))];
            Lifecycle(expected, dimension, segment, isIn);
            Features(expected, dimension, segment, Own(30));
            Week(expected, dimension, segment, Own(7));
        }

        return expected;
    }

    private void Lifecycle(Expected expected, string dimension, string segment, Func<string, WorldEvent, bool> isIn)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        var states = new List<LifecycleState>();
        foreach (var person in _known.GroupBy(one => one.User!))
        {
            var now = person.Where(one => one.Day >= month && one.Day <= day).ToList();
            var before = person.Where(one => one.Day >= month.AddMonths(-1) && one.Day < month).ToList();
            if ((now.Count > 0 ? now : before).Any(one => isIn(person.Key, one)))
            {
                states.Add(now.Count == 0 ? LifecycleState.Churned : before.Count > 0 ? LifecycleState.Retained : person.Min(one => one.Day) >= month ? LifecycleState.New : LifecycleState.Resurrected);
            }
        }

        foreach (var state in Enum.GetValues<LifecycleState>().Where(_ => states.Count > 0))
        {
            expected.Add(AudienceSeries.LifecycleBySegment, states.Count(own => own == state), dimension, segment, WireName.Of(state));
        }
    }

    private void Features(Expected expected, string dimension, string segment, List<WorldEvent> own)
    {
        var active = own.Select(one => one.User).Distinct().Count();
        var most = _known.Where(one => one.Day > day.AddDays(-30) && one.Day <= day && one.Kind == EngagementEvents.FeatureUsed).GroupBy(one => one.Text(EngagementFields.Feature)!)
            .OrderByDescending(feature => feature.Select(one => one.User).Distinct().Count()).ThenBy(feature => feature.Key, StringComparer.Ordinal).Take(10).Select(feature => feature.Key).ToHashSet();
        foreach (var feature in own.Where(one => one.Kind == EngagementEvents.FeatureUsed).GroupBy(one => one.Text(EngagementFields.Feature)!).Where(feature => most.Contains(feature.Key)))
        {
            var users = feature.Select(one => one.User).Distinct().Count();
            expected.Add(AudienceSeries.FeatureUsersBySegment, users, dimension, segment, feature.Key);
            expected.Add(AudienceSeries.FeatureAdoptionBySegment, users / (double)active, dimension, segment, feature.Key);
        }
    }

    private static void Week(Expected expected, string dimension, string segment, List<WorldEvent> own)
    {
        int Count(EventKind kind) => own.Count(one => one.Kind == kind);
        var (views, left) = (Count(EngagementEvents.ScreenViewed), own.Count(one => one.Kind == EngagementEvents.FlowAbandoned && one.Text(EngagementFields.Flow) == "onboarding"));
        expected.Add(AudienceSeries.ClickThroughBySegment, views == 0 ? null : Math.Min(1, Count(EngagementEvents.ElementClicked) / (double)views), dimension, segment);
        expected.Add(AudienceSeries.AbandonmentsBySegment, Count(EngagementEvents.FlowAbandoned) is > 0 and var abandoned ? abandoned : null, dimension, segment);
        expected.Add(AudienceSeries.OnboardingAbandonmentBySegment, Expected.Ratio(left, left + Count(EngagementEvents.OnboardingCompleted)), dimension, segment);
        foreach (var subject in own.Where(one => one.Kind == EngagementEvents.SatisfactionRated).GroupBy(one => one.Text(EngagementFields.Subject)!))
        {
            expected.Add(AudienceSeries.SatisfactionBySegment, subject.Average(one => one.Number(EngagementFields.Score)!.Value), dimension, segment, subject.Key);
        }
    }
}
