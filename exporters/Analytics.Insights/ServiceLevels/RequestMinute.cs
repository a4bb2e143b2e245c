using Analytics.Catalog;

namespace Analytics.Insights.ServiceLevels;

/// <summary>A minute of a service in which something was counted.</summary>
/// <param name="Minute">Its first instant, UTC.</param>
/// <param name="Requests">Answered in it.</param>
/// <param name="Errors">Of these, with a server error; a probe: that failed.</param>
/// <param name="Slow">Of these, slower than 500 ms; null where nobody knows.</param>
public sealed record RequestMinute(DateTimeOffset Minute, decimal Requests, decimal Errors, decimal? Slow);

/// <summary>What was counted of one service.</summary>
/// <param name="Service">The service, or the probe.</param>
/// <param name="Source">Where.</param>
/// <param name="Minutes">In order; a minute without data is not there.</param>
/// <param name="Resets">When counters began anew; empty where nothing is counted by counters.</param>
public sealed record ServiceCounts(string Service, PromiseSource Source, IReadOnlyList<RequestMinute> Minutes, IReadOnlyList<DateTimeOffset> Resets);
