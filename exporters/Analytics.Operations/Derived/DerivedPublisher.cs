using Analytics.Exporters.RemoteWrite;
using Analytics.Operations.Jobs;

namespace Analytics.Operations.Derived;

/// <summary>What became of a publication.</summary>
/// <param name="Samples">How many values the job computed.</param>
/// <param name="Refused">Those that Prometheus will never take, mostly because they are older than its out-of-order window. They stay on record.</param>
/// <param name="Failure">Why not everything could be delivered; null when it was. Publishing again is right.</param>
public sealed record Publication(int Samples, IReadOnlyList<RefusedSample> Refused, Failure? Failure);

/// <summary>
/// Brings computed values into Prometheus: first on record in PostgreSQL, with a revision for each correction, then by remote write, then the record is settled.
/// </summary>
public sealed class DerivedPublisher(DerivedStore store, RemoteWriteClient client)
{
    /// <summary>Publishes the values of one run.</summary>
    /// <param name="job">The job whose values they are; a series belongs to one job.</param>
    /// <param name="samples">No series twice for the same time.</param>
    /// <param name="again">Whether what Prometheus already has is sent once more; harmless, and restores what it has lost.</param>
    /// <param name="cancel">Stops it; what is on record stays.</param>
    public async Task<Publication> Publish(string job, IReadOnlyList<DerivedSample> samples, bool again, CancellationToken cancel)
    {
        if (OverBudget(job, samples) is { } tooMany)
        {
            return new Publication(samples.Count, [], new Failure(tooMany, IsPeerAway: false));
        }

        var recorded = await store.Record(job, samples, cancel);
        var toSend = recorded.Where(one => again || !one.IsWritten).ToDictionary(one => one.Wire);
        var outcome = await client.Write([.. toSend.Keys], cancel);
        if (outcome.Unreachable is { } away)
        {
            return new Publication(samples.Count, outcome.Refused, new Failure(away, IsPeerAway: true));
        }

        foreach (var reason in outcome.Refused.GroupBy(refused => refused.Reason))
        {
            var refused = reason.Select(one => toSend[one.Sample]).ToList();
            await store.Settle(refused, reason.Key, cancel);
            refused.ForEach(one => toSend.Remove(one.Wire));
        }

        await store.Settle([.. toSend.Values.Where(one => !one.IsWritten)], refusedBecause: null, cancel);
        return new Publication(samples.Count, outcome.Refused, null);
    }

    /// <summary>
    /// Writes the values of the job's latest period once more at the present time, so that instant queries and alerts see them, and a staleness marker to each series that was repeated before and
    /// is no more: it ends at once instead of 5 minutes later. Answers how many values were repeated.
    /// </summary>
    public async Task<Publication> Repeat(string job, TimeSpan freshFor, DateTimeOffset now, CancellationToken cancel)
    {
        var latest = await store.Latest(job, now - freshFor, cancel);
        var names = latest.Select(sample => sample.Series).ToList();
        var ended = await store.Ended(job, names, cancel);
        var outcome = await client.Write([.. latest.Select(sample => sample with { At = now }), .. ended.Select(series => SeriesSample.EndOf(series, now))], cancel);
        if (outcome.Unreachable is { } away)
        {
            return new Publication(latest.Count, outcome.Refused, new Failure(away, IsPeerAway: true));
        }

        await store.Live(job, names, cancel);
        return new Publication(latest.Count, outcome.Refused, null);
    }

    private static string? OverBudget(string job, IReadOnlyList<DerivedSample> samples)
    {
        var most = samples.GroupBy(sample => sample.At).Select(group => group.Count()).DefaultIfEmpty().Max();
        if (JobTable.Find(job) is { } definition && most > definition.SeriesBudget)
        {
            return $"{job} has {most} series, but its budget in the table of jobs is {definition.SeriesBudget}; nothing was published.";
        }

        return samples
            .GroupBy(sample => (sample.Metric, sample.At))
            .Where(group => group.Count() > group.Key.Metric.SeriesBudget)
            .Select(group => $"{group.Key.Metric.PrometheusName} has {group.Count()} series, but its budget in the catalog is {group.Key.Metric.SeriesBudget}; nothing was published.")
            .FirstOrDefault();
    }
}
