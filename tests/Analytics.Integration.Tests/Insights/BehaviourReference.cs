using Analytics.Catalog;

namespace Analytics.Integration.Tests.Insights;

/// <summary>What the behaviour and cohort insights must say, the slow and obvious way.</summary>
internal sealed class BehaviourReference(IReadOnlyList<WorldEvent> events, DateOnly day)
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);
    private readonly DateTimeOffset _end = new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
    private readonly ILookup<string, WorldEvent> _people = events.Where(one => one.User is not null).OrderBy(one => one.At).ThenBy(one => one.Id, StringComparer.Ordinal).ToLookup(one => one.User!);

    private sealed record Session(string User, DateTimeOffset Start, double Seconds, IReadOnlyList<WorldEvent> Events);

    public Expected Audience()
    {
        var expected = new Expected();
        var sessions = _people.SelectMany(Sessions).Where(session => DateOnly.FromDateTime(session.Start.UtcDateTime) == day).ToList();
        foreach (var (dimension, segment, isIn) in Segments())
        {
            bool Was(string user, int days) => _people[user].Any(one => one.Day > day.AddDays(-days) && one.Day <= day && isIn(user, one));
            var daily = _people.Select(person => person.Key).Where(user => Was(user, 1)).ToList();
            int Acted(string user) => _people[user].Count(one => one.Day == day && one.Kind.Type == EventType.UserAction);
            Positive(AudienceSeries.ActiveUsers, daily.Count);
            Positive(AudienceSeries.ActiveUsersWeekly, _people.Count(person => Was(person.Key, 7)));
            Positive(AudienceSeries.ActiveUsersMonthly, _people.Count(person => Was(person.Key, 30)));
            Positive(AudienceSeries.EngagedUsers, daily.Count(user => Acted(user) > 3));
            if (dimension != "platform")
            {
                expected.Add(AudienceSeries.ActionsPerUser, Expected.Ratio(daily.Sum(Acted), daily.Count), dimension, segment);
            }

            var own = sessions.Where(session => session.Events.Any(one => isIn(session.User, one))).ToList();
            if (own.Count > 0)
            {
                expected.Add(AudienceSeries.SessionsPerUser, Expected.Ratio(own.Count, daily.Count), dimension, segment);
                expected.Add(AudienceSeries.SessionSecondsMean, own.Average(session => session.Seconds), dimension, segment);
                expected.Add(AudienceSeries.SessionSecondsMedian, Expected.Median(own.Select(session => session.Seconds)), dimension, segment);
                expected.Add(AudienceSeries.Bounces, own.Average(session => session.Events.Count == 1 ? 1.0 : 0), dimension, segment);
            }

            void Positive(Metric metric, int count) => expected.Add(metric, count == 0 ? null : count, dimension, segment);
        }

        PlatformMixes(expected);
        return expected;
    }

    private void PlatformMixes(Expected expected)
    {
        string[] names = ["ios", "android", "web"];
        var mixes = _people.Select(person => person.Where(one => one.Day > day.AddDays(-30) && one.Day <= day).ToList()).Where(own => own.Count > 0)
            .Select(own => names.Where(name => own.Any(one => one.Text(ContextFields.Platform) == name)).ToList())
            .Select(used => used.Count switch { 0 => "unknown", 3 => "all", _ => string.Join('_', used) });
        foreach (var mix in mixes.GroupBy(mix => mix))
        {
            expected.Add(AudienceSeries.PlatformMixes, mix.Count(), mix.Key);
        }
    }

    public Expected Habits()
    {
        var expected = new Expected();
        var days = _people.ToDictionary(person => person.Key, person => person.Select(one => one.Day).ToHashSet());
        var streaks = days.Values.Where(own => own.Contains(day)).Select(own => (double)Enumerable.Range(0, 365).TakeWhile(back => own.Contains(day.AddDays(-back))).Count()).ToList();
        if (streaks.Count > 0)
        {
            expected.Add(AudienceSeries.StreakMean, streaks.Average());
            expected.Add(AudienceSeries.StreakWeek, streaks.Average(length => length >= 7 ? 1.0 : 0));
        }

        var month = new DateOnly(day.Year, day.Month, 1);
        var states = days.Values.Select(own => (Now: own.Any(one => one >= month && one <= day), Before: own.Any(one => one >= month.AddMonths(-1) && one < month), First: own.Min()))
            .Where(own => own.Now || own.Before)
            .Select(own => !own.Now ? LifecycleState.Churned : own.Before ? LifecycleState.Retained : own.First >= month ? LifecycleState.New : LifecycleState.Resurrected).ToList();
        foreach (var state in Enum.GetValues<LifecycleState>())
        {
            expected.Add(AudienceSeries.Lifecycle, states.Count(own => own == state), WireName.Of(state));
        }

        var churned = states.Count(state => state == LifecycleState.Churned);
        expected.Add(AudienceSeries.MonthlyChurn, Expected.Ratio(churned, churned + states.Count(state => state == LifecycleState.Retained)));
        return expected;
    }

    public Expected Features()
    {
        var expected = new Expected();
        var (month, week) = (Within(30), Within(7));
        var active = month.Where(one => one.User is not null).Select(one => one.User).Distinct().Count();
        foreach (var feature in month.Where(one => one.Kind == EngagementEvents.FeatureUsed && one.User is not null).GroupBy(one => one.Text(EngagementFields.Feature)!))
        {
            var users = feature.Select(one => one.User).Distinct().Count();
            expected.Add(AudienceSeries.FeatureUsers, users, feature.Key);
            expected.Add(AudienceSeries.FeatureAdoption, Expected.Ratio(users, active), feature.Key);
        }

        var looks = week.Where(one => one.Kind == EngagementEvents.ScreenViewed || one.Kind == EngagementEvents.ElementClicked).ToList();
        foreach (var screen in looks.Where(one => one.Text(EngagementFields.Screen) is not null).GroupBy(one => one.Text(EngagementFields.Screen)!).Append(new All(looks)))
        {
            var views = screen.Count(one => one.Kind == EngagementEvents.ScreenViewed);
            expected.Add(AudienceSeries.ClickThrough, views == 0 ? null : Math.Min(1, (screen.Count() - views) / (double)views), screen.Key);
        }

        foreach (var place in week.Where(one => one.Kind == EngagementEvents.FlowAbandoned).GroupBy(one => (one.Text(EngagementFields.Flow)!, one.Text(EngagementFields.Step)!)))
        {
            expected.Add(AudienceSeries.Abandonments, place.Count(), place.Key.Item1, place.Key.Item2);
        }

        var left = week.Count(one => one.Kind == EngagementEvents.FlowAbandoned && one.Text(EngagementFields.Flow) == "onboarding");
        expected.Add(AudienceSeries.OnboardingAbandonment, Expected.Ratio(left, left + week.Count(one => one.Kind == EngagementEvents.OnboardingCompleted)));
        foreach (var subject in week.Where(one => one.Kind == EngagementEvents.SatisfactionRated).GroupBy(one => one.Text(EngagementFields.Subject)!))
        {
            expected.Add(AudienceSeries.Satisfaction, subject.Average(one => one.Number(EngagementFields.Score)!.Value), subject.Key);
        }

        return expected;
    }

    public Expected SignUpFunnel(bool isSegmented)
    {
        var expected = new Expected();
        var people = _people.Select(person => (User: person.Key, Steps: Steps(person))).Where(person => person.Steps.Count > 0 && DateOnly.FromDateTime(person.Steps[0].UtcDateTime) is var first && first > day.AddDays(-30) && first <= day)
            .Select(person => (person.User, Steps: person.Steps.TakeWhile(at => at < _end).ToList())).ToList();
        foreach (var (dimension, segment, isIn) in Segments().Where(one => isSegmented == (one.Dimension != "all")))
        {
            var own = people.Where(person => _people[person.User].Any(one => isIn(person.User, one))).ToList();
            foreach (var step in Enum.GetValues<SignUpStep>())
            {
                var number = (int)step;
                var reached = own.Where(person => person.Steps.Count > number).ToList();
                if (reached.Count > 0)
                {
                    expected.Add(AudienceSeries.SignUpUsers, reached.Count, dimension, segment, WireName.Of(step));
                    expected.Add(AudienceSeries.SignUpConversion, reached.Count / (double)own.Count, dimension, segment, WireName.Of(step));
                    if (dimension == "all" && number > 0)
                    {
                        expected.Add(AudienceSeries.SignUpDropOff, own.Count(person => person.Steps.Count == number) / (double)own.Count(person => person.Steps.Count >= number), WireName.Of(step));
                    }

                    expected.Add(AudienceSeries.SignUpSeconds, number == 0 ? null : Expected.Median(reached.Select(person => (person.Steps[number] - person.Steps[number - 1]).TotalSeconds)), dimension, segment, WireName.Of(step));
                }
            }
        }

        return expected;
    }

    public Expected Paths()
    {
        var expected = new Expected();
        var taken = new List<(string Step, string Before, string After)>();
        foreach (var person in _people)
        {
            var own = person.Where(one => one.Day > day.AddDays(-7) && one.Day <= day).ToList();
            for (var i = 0; i < own.Count; i++)
            {
                if (StepOf(own[i]) is { } step)
                {
                    taken.Add((WireName.Of(step), i > 0 && own[i].At - own[i - 1].At <= Gap ? own[i - 1].Kind.Name : "none", i + 1 < own.Count && own[i + 1].At - own[i].At <= Gap ? own[i + 1].Kind.Name : "none"));
                }
            }
        }

        foreach (var step in taken.GroupBy(one => one.Step))
        {
            foreach (var (metric, of) in new (Metric, Func<(string Step, string Before, string After), string>)[] { (AudienceSeries.Before, one => one.Before), (AudienceSeries.After, one => one.After) })
            {
                foreach (var neighbour in step.GroupBy(of))
                {
                    expected.Add(metric, neighbour.Count() / (double)step.Count(), step.Key, neighbour.Key);
                }
            }
        }

        return expected;
    }

    public Expected Survival()
    {
        var expected = new Expected();
        var lives = _people.Select(person => person.Where(one => one.Day <= day && one.Kind == BusinessEvents.SubscriptionStarted).MinBy(one => one.At) is { } start
                ? (Start: start, End: person.Where(one => one.Day <= day && one.Kind == BusinessEvents.SubscriptionCancelled && one.At > start.At).MinBy(one => one.At)) : default)
            .Where(life => life.Start is not null).Select(life => (Days: (life.End?.Day ?? day).DayNumber - life.Start.Day.DayNumber, HasEnded: life.End is not null)).ToList();
        foreach (var last in new[] { 30, 60, 90, 180, 365 })
        {
            // Day by day: who was still watched, and of them who did not end.
            var share = Enumerable.Range(0, last + 1).Where(days => lives.Any(life => life.Days >= days))
                .Aggregate(1.0, (left, days) => left * (1 - (lives.Count(life => life.HasEnded && life.Days == days) / (double)lives.Count(life => life.Days >= days))));
            expected.Add(CohortSeries.Survival, lives.Any(life => life.Days >= last) || (lives.Count > 0 && share == 0) ? share : null, $"{last}");
        }

        return expected;
    }

    public Expected WeeklyRetention(bool isUnbounded)
    {
        var expected = new Expected();
        var firsts = _people.ToDictionary(person => person.Key, person => Monday(person.First().Day));
        var complete = Monday(day.AddDays(1));
        foreach (var cohort in firsts.GroupBy(person => person.Value).Where(cohort => cohort.Key < complete))
        {
            for (var number = 0; cohort.Key.AddDays((7 * number) + 7) <= complete; number++)
            {
                var week = cohort.Key.AddDays(7 * number);
                var back = cohort.Count(person => _people[person.Key].Any(one => isUnbounded ? one.Day >= week && one.Day < complete : Monday(one.Day) == week));
                expected.Add(isUnbounded ? CohortSeries.WeeklyUnbounded : CohortSeries.Weekly, back / (double)cohort.Count(), Reference.Week(cohort.Key), $"{number}");
            }
        }

        return expected;
    }

    public Expected MonthlyRetention()
    {
        var expected = new Expected();
        var complete = FirstOfMonth(day.AddDays(1));
        foreach (var cohort in _people.GroupBy(person => FirstOfMonth(person.First().Day)).Where(cohort => cohort.Key < complete))
        {
            for (var number = 0; cohort.Key.AddMonths(number) < complete; number++)
            {
                var month = cohort.Key.AddMonths(number);
                var back = cohort.Count(person => person.Any(one => FirstOfMonth(one.Day) == month));
                var later = cohort.Count(person => person.Any(one => one.Day >= month && one.Day < complete));
                expected.Add(CohortSeries.Monthly, back / (double)cohort.Count(), $"{cohort.Key:yyyy-MM}", $"{number}");
                expected.Add(CohortSeries.MonthlyUnbounded, later / (double)cohort.Count(), $"{cohort.Key:yyyy-MM}", $"{number}");
            }
        }

        return expected;
    }

    public Expected Returning()
    {
        var expected = new Expected();
        var uses = _people.SelectMany(person => person.Where(one => one.Kind == EngagementEvents.FeatureUsed).GroupBy(one => one.Text(EngagementFields.Feature)!)
            .Select(feature => (Feature: feature.Key, User: person.Key, First: feature.First().Day))).ToList();
        var plans = _people.Where(person => person.Any(one => one.Kind == BusinessEvents.SubscriptionStarted))
            .Select(person => (User: person.Key, Start: person.First(one => one.Kind == BusinessEvents.SubscriptionStarted))).ToList();
        foreach (var (label, n) in new[] { ("1", 1), ("7", 7), ("30", 30) })
        {
            double? Share(IEnumerable<(string User, DateOnly First)> starts, bool orLater)
            {
                var eligible = starts.Where(start => start.First >= day.AddDays(-90) && start.First.AddDays(n) <= day).ToList();
                return Expected.Ratio(eligible.Count(start => _people[start.User].Any(one => orLater ? one.Day >= start.First.AddDays(n) && one.Day <= day : one.Day == start.First.AddDays(n))), eligible.Count);
            }

            var everybody = _people.Select(person => (person.Key, person.First().Day)).ToList();
            expected.Add(CohortSeries.Pooled, Share(everybody, orLater: false), label);
            expected.Add(CohortSeries.Unbounded, Share(everybody, orLater: true), label);
            foreach (var feature in uses.GroupBy(use => use.Feature))
            {
                expected.Add(CohortSeries.ByFeature, Share(feature.Select(use => (use.User, use.First)), orLater: false), feature.Key, label);
            }

            foreach (var plan in plans.GroupBy(one => one.Start.Text(BusinessFields.Plan)!))
            {
                expected.Add(CohortSeries.ByPlan, Share(plan.Select(one => (one.User, one.Start.Day)), orLater: false), plan.Key, label);
            }
        }

        foreach (var n in Enumerable.Range(1, 30))
        {
            var eligible = _people.Where(person => person.First().Day >= day.AddDays(-90) && person.First().Day.AddDays(n) <= day).ToList();
            expected.Add(CohortSeries.Curve, Expected.Ratio(eligible.Count(person => person.Any(one => one.Day == person.First().Day.AddDays(n))), eligible.Count), $"{n}");
        }

        return expected;
    }

    private static DateOnly FirstOfMonth(DateOnly date) => new(date.Year, date.Month, 1);

    private static SignUpStep? StepOf(WorldEvent one) =>
        one.Kind == EngagementEvents.ScreenViewed && one.Text(EngagementFields.Screen) == "sign_up" ? SignUpStep.Page
        : one.Kind == EngagementEvents.UserSignedUp ? SignUpStep.SignedUp
        : one.Kind == EngagementEvents.OnboardingStarted ? SignUpStep.OnboardingStarted
        : one.Kind == EngagementEvents.OnboardingCompleted ? SignUpStep.OnboardingCompleted
        : one.Kind == EngagementEvents.FirstValueReached ? SignUpStep.FirstValue : null;

    private static DateOnly Monday(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    private static List<DateTimeOffset> Steps(IEnumerable<WorldEvent> person)
    {
        var steps = new List<DateTimeOffset>();
        foreach (var kind in new[] { EngagementEvents.ScreenViewed, EngagementEvents.UserSignedUp, EngagementEvents.OnboardingStarted, EngagementEvents.OnboardingCompleted, EngagementEvents.FirstValueReached })
        {
            var next = person.Where(one => one.Kind == kind && (kind != EngagementEvents.ScreenViewed || one.Text(EngagementFields.Screen) == "sign_up"))
                .Where(one => steps.Count == 0 || (one.At > steps[^1] && one.At <= steps[0].AddDays(7))).MinBy(one => one.At);
            if (next is null)
            {
                break;
            }

            steps.Add(next.At);
        }

        return steps;
    }

    private static IEnumerable<Session> Sessions(IGrouping<string, WorldEvent> person)
    {
        var open = new List<WorldEvent>();
        foreach (var one in person)
        {
            if (open.Count > 0 && one.At - open[^1].At > Gap)
            {
                yield return new Session(person.Key, open[0].At, (open[^1].At - open[0].At).TotalSeconds, open);
                open = [];
            }

            open.Add(one);
        }

        yield return new Session(person.Key, open[0].At, (open[^1].At - open[0].At).TotalSeconds, open);
    }

    /// <summary>All segments with their test: of a person, or, for platforms, of an event.</summary>
    public IEnumerable<(string Dimension, string Segment, Func<string, WorldEvent, bool> IsIn)> Segments()
    {
        yield return ("all", "all", (_, _) => true);
        foreach (var field in new Field[] { ContextFields.Tier, ContextFields.Goal, ContextFields.AgeBand, ContextFields.Country })
        {
            // Ties of one instant: the larger value.
            var told = _people.ToDictionary(person => person.Key, person => person.Where(one => one.Text(field) is not null).OrderBy(one => one.At).ThenBy(one => one.Text(field), StringComparer.Ordinal).LastOrDefault()?.Text(field));
            string Shown(string user) => told[user] is not { } value ? "unknown" : value == "xx" ? "other" : value;
            foreach (var segment in told.Keys.Select(Shown).Distinct())
            {
                yield return (field.Name, segment, (user, _) => Shown(user) == segment);
            }
        }

        foreach (var platform in ContextFields.Platform.Values.Append("unknown"))
        {
            yield return ("platform", platform, (_, one) => (one.Text(ContextFields.Platform) ?? "unknown") == platform);
        }
    }

    private List<WorldEvent> Within(int days) => [.. events.Where(one => one.Day > day.AddDays(-days) && one.Day <= day)];

    private sealed class All(IEnumerable<WorldEvent> events) : IGrouping<string, WorldEvent>
    {
        public string Key => "all";

        public IEnumerator<WorldEvent> GetEnumerator() => events.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
