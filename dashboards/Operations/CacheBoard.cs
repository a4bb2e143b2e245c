using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>The cache, as its exporter sees it.</summary>
public static class CacheBoard
{
    private const string Exporter = "Needs the cache's exporter (scrape job 'cache').";

    private static readonly LabelVariable Server = Variable.Of(ExternalMetrics.CacheUp, PlatformLabels.Instance, "Server");

    public static Dashboard Board { get; } = new(
        "cache",
        Audience.Operations,
        "Cache: does it save the database work?",
        "How often the cache has what it is asked for, and whether its memory suffices. What it does not have is read from the database.",
        new Row("Does it help?", Up, HitRatio, Lookups),
        new Row("Does its memory suffice?", Memory, Evictions),
        new Row("Does the database feel it?", DatabaseQueries))
    {
        Variables = [Server],
        Period = TimeSpan.FromHours(6),
        Links = [BoardLink.To(() => DatabaseBoard.Board), BoardLink.To(() => OperationsBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Is the cache there?", Up, "a red 'down' beside the server's name"),
            new("Does it still hit?", HitRatio, "the line below the dashed orange threshold"),
            new("Is it too small?", Evictions, "bars that do not stop, under a full memory"),
        ],
    };

    private static StateTimeline Up => new("Is it up?", "Green when the exporter reaches the cache.", ExternalMetrics.CacheUp.Where(_ => Server.Chosen).MinBy(l => l.Instance))
    {
        Mappings = [new(1, "up", Colour.Green), new(0, "down", Colour.Red)],
        Thresholds = Thresholds.AtLeast(1),
        Width = 8,
        EmptyWithout = Exporter,
        Links = [BoardLink.ToRunbook(Caches.CacheDown)],
    };

    private static TimeSeries HitRatio => new("Lookups that hit", "Of all lookups, the share that found their key. Alert below 70 %.", Caches.HitRatio)
    {
        Min = 0,
        Max = 1,
        Thresholds = Thresholds.Falling(good: 0.85, critical: 0.7),
        ShowThresholds = true,
        Width = 8,
        EmptyWithout = Exporter,
        Links = [BoardLink.ToRunbook(Caches.CacheHitRateLow)],
    };

    private static TimeSeries Lookups => new(
        "Lookups",
        "Lookups a second that found their key, and those that did not.",
        ExternalMetrics.CacheHits.Where(_ => Server.Chosen).Rate(BoardTime.Rate).SumBy().As("found"),
        ExternalMetrics.CacheMisses.Where(_ => Server.Chosen).Rate(BoardTime.Rate).SumBy().As("missed"))
    {
        Stacked = true,
        Min = 0,
        SeriesColours = [("found", Colour.Green), ("missed", Colour.Orange)],
        Width = 8,
        EmptyWithout = Exporter,
    };

    private static TimeSeries Memory => new("Memory in use", "What the cache holds, beside what it may hold (dashed).",
        ExternalMetrics.CacheMemoryUsed.Where(_ => Server.Chosen).MaxBy(l => l.Instance).As("used {{instance}}"),
        ExternalMetrics.CacheMemoryLimit.Where(_ => Server.Chosen).MaxBy(l => l.Instance).As("allowed {{instance}}"))
    {
        Min = 0,
        Overrides = [Override.OfQuery(1) with { Dashed = true, Colour = Colour.Orange }],
        EmptyWithout = Exporter,
        Links = [BoardLink.ToRunbook(Caches.CacheMemoryHigh)],
    };

    private static TimeSeries Evictions => new("Keys dropped for want of memory", "Keys that were thrown out a second before anybody was done with them.",
        ExternalMetrics.CacheEvictions.Where(_ => Server.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Instance))
    {
        Drawing = Drawing.Bars,
        Min = 0,
        EmptyWithout = Exporter,
        Links = [BoardLink.ToRunbook(Caches.CacheEvicting)],
    };

    private static TimeSeries DatabaseQueries => new(
        "Reads of the database",
        "Queries a second that only read. When this rises while the hits fall, the cache has stopped to help.",
        PlatformMetrics.DatabaseQueries.Where(l => l.Operation.Is(QueryOperation.Select)).Rate(BoardTime.Rate).SumBy().As("reads"))
    {
        Min = 0,
        Width = 24,
        Links = [BoardLink.To(() => DatabaseBoard.Board)],
    };
}
