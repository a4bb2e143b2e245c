using Analytics.Catalog;
using Analytics.Insights.ServiceLevels;
using Analytics.Operations.Derived;

namespace Analytics.Operations.Jobs;

/// <summary>The job <c>compliance</c>: how every promise stands, at the end of each whole day whose requests changed, and today so far.</summary>
internal static class ComplianceJob
{
    public static async Task<IReadOnlyList<DerivedSample>> Samples(JobServices services, DateTimeOffset at, CancellationToken cancel)
    {
        var judged = (await services.Compliance.At(at, cancel)).ToList();
        if (services.Counters is { } counters)
        {
            var end = ServiceLevelQuery.WholeMinute(at);
            judged.AddRange((await counters.Read(Compliance.From(end), end, cancel)).Select(counts => services.Compliance.Judge(counts, end)));
        }

        return [.. judged.SelectMany(one => Samples(one, at))];
    }

    /// <summary>The samples of one service; nothing where an answer is not known.</summary>
    internal static IEnumerable<DerivedSample> Samples(Compliance one, DateTimeOffset at)
    {
        foreach (var state in one.Promises.Where(state => state.Attained is not null))
        {
            yield return Of(ComplianceSeries.Compliance, state.Promise, state.Period, state.IsMet == true ? 1 : 0);
            yield return Of(ComplianceSeries.Attained, state.Promise, state.Period, (double)state.Attained!.Value);
            yield return Of(ComplianceSeries.Deficit, state.Promise, state.Period, (double)state.Deficit!.Value);
            yield return Of(ComplianceSeries.BudgetRemaining, state.Promise, state.Period, (double)state.BudgetRemaining!.Value);
        }

        foreach (var period in Enum.GetValues<PromisePeriod>())
        {
            if (one.IsMet(period) is { } isMet)
            {
                yield return Of(ComplianceSeries.Compliance, Promise.Overall, period, isMet ? 1 : 0);
            }
        }

        foreach (var burn in one.Burns)
        {
            yield return Spent(ComplianceSeries.Burn, burn, (double)burn.Burn);
            if (burn.HoursLeft is { } hours)
            {
                yield return Spent(ComplianceSeries.Exhaustion, burn, (double)hours * 3600);
            }
        }

        foreach (var data in one.Data)
        {
            yield return Told(ComplianceSeries.Known, data.Period, data.Known);
            yield return Told(ComplianceSeries.Gaps, data.Period, data.Gaps);
            if (one.Source == PromiseSource.Prometheus)
            {
                yield return Told(ComplianceSeries.Resets, data.Period, data.Resets);
            }
        }

        DerivedSample Of(Gauge<PromiseLabels> metric, Promise promise, PromisePeriod period, double value) =>
            DerivedSample.Of(metric, at, value, labels => [labels.Service.Is(one.Service), labels.Source.Is(one.Source), labels.Promise.Is(promise), labels.Period.Is(period)]);
        DerivedSample Spent(Gauge<ExhaustionLabels> metric, BudgetBurn burn, double value) =>
            DerivedSample.Of(metric, at, value, labels => [labels.Service.Is(one.Service), labels.Source.Is(one.Source), labels.Promise.Is(burn.Promise), labels.Window.Is(burn.Window)]);
        DerivedSample Told(Gauge<MeasuredLabels> metric, PromisePeriod period, double value) =>
            DerivedSample.Of(metric, at, value, labels => [labels.Service.Is(one.Service), labels.Source.Is(one.Source), labels.Period.Is(period)]);
    }
}
