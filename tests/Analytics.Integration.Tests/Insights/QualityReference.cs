using Analytics.Catalog;
using Analytics.Statistics.Drift;

namespace Analytics.Integration.Tests.Insights;

/// <summary>What the insights about models and training must say, the slow and obvious way.</summary>
internal sealed class QualityReference(IReadOnlyList<WorldEvent> events, DateOnly day)
{
    public Expected AiQuality()
    {
        var expected = new Expected();
        foreach (var (frame, days) in new[] { ("1d", 1), ("7d", 7) })
        {
            foreach (var own in Within(0, days).Where(one => one.Kind.Domain == Domain.Ai && one.Text(AiFields.Model) is not null).GroupBy(one => (Model: one.Text(AiFields.Model)!, Version: one.Text(AiFields.Version)!)))
            {
                string[] labels = [own.Key.Model, own.Key.Version, frame];
                var served = own.Where(one => one.Kind == AiEvents.RecommendationServed).ToList();
                var answered = own.Where(one => one.Kind == AiEvents.RecommendationAnswered).ToList();
                expected.Add(AiQualitySeries.Served, served.Count == 0 ? null : served.Count, labels);
                expected.Add(AiQualitySeries.LatencyP50, Reference.Quantile(served.Select(one => one.Number(AiFields.Latency)!.Value), 0.5), labels);
                expected.Add(AiQualitySeries.LatencyP95, Reference.Quantile(served.Select(one => one.Number(AiFields.Latency)!.Value), 0.95), labels);
                expected.Add(AiQualitySeries.Accuracy, Share(own, AiEvents.OutcomeLabelled, AiFields.Outcome, "right"), labels);
                expected.Add(AiQualitySeries.Satisfaction, Expected.Mean(answered.Select(one => one.Number(AiFields.Satisfaction)).OfType<double>()), labels);
                foreach (var answer in WireName.All<Answer>())
                {
                    var share = Share(own, AiEvents.RecommendationAnswered, AiFields.Answer, answer);
                    expected.Add(AiQualitySeries.Answers, share, [.. labels, answer]);
                }

                foreach (var issue in WireName.All<SafetyIssue>())
                {
                    expected.Add(AiQualitySeries.Safety, Expected.Ratio(1_000.0 * own.Count(one => one.Kind == AiEvents.SafetyEventRaised && one.Text(AiFields.Issue) == issue), served.Count), [.. labels, issue]);
                }
            }
        }

        return expected;
    }

    public Expected AiDegradation()
    {
        var expected = new Expected();
        var judged = Within(0, 90).Where(one => one.Kind == AiEvents.OutcomeLabelled || one.Kind == AiEvents.RecommendationAnswered).ToList();
        foreach (var model in judged.GroupBy(one => one.Text(AiFields.Model)!))
        {
            var versions = model.GroupBy(one => one.Text(AiFields.Version)!).OrderBy(version => version.Min(one => one.Day)).ThenBy(version => version.Key, StringComparer.Ordinal).ToList();
            if (versions.Count > 1)
            {
                var (now, before) = (versions[^1].Where(one => one.Day > day.AddDays(-7)).ToList(), versions[^2].Where(one => one.Day > versions[^2].Max(last => last.Day).AddDays(-7)).ToList());
                expected.Add(AiQualitySeries.AccuracyChange, Share(now, AiEvents.OutcomeLabelled, AiFields.Outcome, "right") - Share(before, AiEvents.OutcomeLabelled, AiFields.Outcome, "right"), model.Key, versions[^1].Key);
                expected.Add(AiQualitySeries.AcceptanceChange, Share(now, AiEvents.RecommendationAnswered, AiFields.Answer, "accepted") - Share(before, AiEvents.RecommendationAnswered, AiFields.Answer, "accepted"), model.Key, versions[^1].Key);
            }

            expected.Add(AiQualitySeries.AccuracyTrend,
                Share(model.Where(one => one.Day > day.AddDays(-7)), AiEvents.OutcomeLabelled, AiFields.Outcome, "right")
                - Share(model.Where(one => one.Day <= day.AddDays(-7) && one.Day > day.AddDays(-14)), AiEvents.OutcomeLabelled, AiFields.Outcome, "right"), model.Key);
        }

        return expected;
    }

    public Expected Drift()
    {
        const int Fewest = 200;
        var expected = new Expected();
        foreach (var model in events.Where(one => one.Kind == AiEvents.RecommendationServed).GroupBy(one => one.Text(AiFields.Model)!))
        {
            double[] Scores(int skip, int days) => [.. model.Where(one => one.Day <= day.AddDays(-skip) && one.Day > day.AddDays(-skip - days)).Select(one => one.Number(AiFields.Score)!.Value)];
            var length = Enumerable.Range(1, 7).FirstOrDefault(days => Scores(0, days).Length >= Fewest);
            if (length > 0 && Scores(length, 28) is { Length: >= Fewest } reference)
            {
                var bins = BinnedSamples.Of(reference, Scores(0, length));
                expected.Add(AiQualitySeries.ScoreDriftPsi, bins.PopulationStabilityIndex(), model.Key);
                expected.Add(AiQualitySeries.ScoreDriftJensenShannon, bins.JensenShannon(), model.Key);
            }

            foreach (var field in new Field[] { ContextFields.Tier, ContextFields.Goal, ContextFields.AgeBand, ContextFields.Country, ContextFields.Platform })
            {
                var told = model.Where(one => one.Text(field) is not null && one.Day <= day && one.Day > day.AddDays(-35)).ToLookup(one => one.Day > day.AddDays(-7), one => one.Text(field)!);
                if (told[true].Count() >= Fewest && told[false].Count() >= Fewest)
                {
                    var psi = told[true].Concat(told[false]).Distinct().Sum(value =>
                    {
                        var (p, q) = (Math.Max(1e-4, told[false].Count(own => own == value) / (double)told[false].Count()), Math.Max(1e-4, told[true].Count(own => own == value) / (double)told[true].Count()));
                        return (q - p) * Math.Log(q / p);
                    });
                    expected.Add(AiQualitySeries.InputDrift, psi, model.Key, field.Name);
                }
            }
        }

        return expected;
    }

    public Expected Fitness(string? trainer = null)
    {
        var expected = new Expected();
        var clients = events.Where(one => one.Kind == BusinessEvents.ProgramSold && one.Text(BusinessFields.TrainerId) == trainer && one.Day <= day).Select(one => one.User).OfType<string>().ToHashSet();
        bool IsIn(WorldEvent one) => trainer is null || (one.User is not null && clients.Contains(one.User));
        var now = Within(0, 28).Where(IsIn).ToList();
        foreach (var exercise in now.Where(one => IsAbout(one, FitnessEvents.WorkoutCompleted, FitnessEvents.WorkoutAbandoned, FitnessEvents.InjuryReported, FitnessEvents.ProgressionRecorded)).GroupBy(one => one.Text(FitnessFields.ExerciseType)!))
        {
            var completed = exercise.Where(one => one.Kind == FitnessEvents.WorkoutCompleted).ToList();
            var workouts = exercise.Count(one => IsAbout(one, FitnessEvents.WorkoutCompleted, FitnessEvents.WorkoutAbandoned));
            expected.Add(FitnessSeries.Completion, Expected.Ratio(completed.Count, workouts), exercise.Key);
            expected.Add(FitnessSeries.Injuries, Expected.Ratio(1_000.0 * exercise.Count(one => one.Kind == FitnessEvents.InjuryReported), workouts), exercise.Key);
            expected.Add(FitnessSeries.Progression, Expected.Mean(exercise.Select(one => one.Number(FitnessFields.Improvement)).OfType<double>()), exercise.Key);
            expected.Add(FitnessSeries.Duration, Expected.Median(completed.Select(one => one.Number(FitnessFields.Duration)!.Value)), exercise.Key);
            expected.Add(FitnessSeries.Effort, Expected.Mean(completed.Select(one => one.Number(FitnessFields.Effort)).OfType<double>()), exercise.Key);
        }

        foreach (var goal in now.Where(one => IsAbout(one, FitnessEvents.GoalSet, FitnessEvents.GoalAchieved)).GroupBy(one => one.Text(FitnessFields.Goal)!))
        {
            var set = goal.Count(one => one.Kind == FitnessEvents.GoalSet);
            expected.Add(FitnessSeries.Goals, set == 0 ? null : Math.Min(1, (goal.Count() - set) / (double)set), goal.Key);
        }

        foreach (var device in now.Where(one => one.Kind == FitnessEvents.WearableSynced).GroupBy(one => one.Text(FitnessFields.Device)!))
        {
            var due = device.Sum(one => one.Number(FitnessFields.SamplesExpected)!.Value);
            expected.Add(FitnessSeries.WearableCompleteness, due == 0 ? null : Math.Min(1, device.Sum(one => one.Number(FitnessFields.SamplesReceived)!.Value) / due), device.Key);
            expected.Add(FitnessSeries.WearableGaps, Reference.Quantile(device.Select(one => one.Number(FitnessFields.Gap)).OfType<double>(), 0.95), device.Key);
        }

        var done = now.Where(one => one.Kind == FitnessEvents.WorkoutCompleted).ToList();
        expected.Add(FitnessSeries.WorkoutsPerUser, Expected.Ratio(done.Count, done.Where(one => one.User is not null).Select(one => one.User).Distinct().Count()));
        var before = Within(28, 28).Where(one => IsIn(one) && one.Kind == FitnessEvents.WorkoutCompleted).ToList();
        expected.Add(FitnessSeries.Trend, before.Count == 0 ? null : (done.Count / (double)before.Count) - 1);
        foreach (var exercise in before.GroupBy(one => one.Text(FitnessFields.ExerciseType)!))
        {
            expected.Add(FitnessSeries.ExerciseTrend, (done.Count(one => one.Text(FitnessFields.ExerciseType) == exercise.Key) / (double)exercise.Count()) - 1, exercise.Key);
        }

        return expected;
    }

    private static bool IsAbout(WorldEvent one, params ReadOnlySpan<EventKind> kinds) => kinds.Contains(one.Kind);

    private static double? Share(IEnumerable<WorldEvent> own, EventKind kind, Field field, string value) =>
        Expected.Mean(own.Where(one => one.Kind == kind).Select(one => one.Text(field) == value ? 1.0 : 0));

    private List<WorldEvent> Within(int skip, int days) => [.. events.Where(one => one.Day <= day.AddDays(-skip) && one.Day > day.AddDays(-skip - days))];
}
