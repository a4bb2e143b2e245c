using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>The product's cache, as its exporter sees it (scrape job <c>cache</c>). Without the exporter these alerts stay silent.</summary>
public static class Caches
{
    private static readonly Label<string> Instance = PlatformLabels.Instance;

    public static readonly Recording HitRatio = new("instance:cache_hits:ratio_rate15m",
        Share.Of(
            ExternalMetrics.CacheHits.Rate(15.Minutes()).SumBy(l => l.Instance),
            ExternalMetrics.CacheHits.Rate(15.Minutes()).SumBy(l => l.Instance) + ExternalMetrics.CacheMisses.Rate(15.Minutes()).SumBy(l => l.Instance),
            atLeast: 1),
        "Share of lookups that found their key; no sample below one lookup a second.");

    public static readonly Alert CacheDown = new("CacheDown", ExternalMetrics.CacheUp.Series().EqualTo(0))
    {
        For = 1.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "cache",
        Summary = $"The cache at {LabelOf(Instance)} is not reachable",
        Description = $"The exporter has not reached the cache at {LabelOf(Instance)} for a minute.",
        Impact = "Everything is read from the database, which gets several times its load.",
    };

    public static readonly Alert CacheHitRateLow = new("CacheHitRateLow", HitRatio.Series < 0.7)
    {
        For = 30.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "cache",
        Summary = $"The cache at {LabelOf(Instance)} helps little",
        Description = $"Only {AsPercentage} of the lookups at {LabelOf(Instance)} found their key over the last 15 minutes; the limit is 70 %, the target 80 %.",
        Impact = "The database carries load that the cache was bought for.",
    };

    public static readonly Alert CacheMemoryHigh = new("CacheMemoryHigh", ExternalMetrics.CacheMemoryUsed.Series().MaxBy(l => l.Instance)
        / (ExternalMetrics.CacheMemoryLimit.Series().MaxBy(l => l.Instance) > 0) > 0.8)
    {
        For = 10.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "cache",
        Summary = $"The cache at {LabelOf(Instance)} is nearly full",
        Description = $"{AsPercentage} of the memory of {LabelOf(Instance)} is used; the limit is 80 %.",
        Impact = "Keys are evicted before they are used again.",
    };

    public static readonly Alert CacheEvicting = new("CacheEvicting", ExternalMetrics.CacheEvictions.Increase(1.Hours()).SumBy(l => l.Instance) > 1000)
    {
        For = 5.Minutes(),
        Priority = Priority.P3,
        Team = Teams.Platform,
        Signal = "cache",
        Summary = $"The cache at {LabelOf(Instance)} drops keys",
        Description = $"{AsNumber} keys were evicted at {LabelOf(Instance)} in the last hour; the limit is 1,000.",
        Impact = "It needs more memory, or shorter lives of keys.",
    };

    public static readonly RuleFile File = new(typeof(Caches),
        new RuleGroup("caches", HitRatio, CacheDown, CacheHitRateLow, CacheMemoryHigh, CacheEvicting) { Interval = 1.Minutes() });
}
