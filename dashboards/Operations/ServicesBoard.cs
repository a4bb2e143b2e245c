using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>System performance: each service by its golden signals, down to the route.</summary>
public static class ServicesBoard
{
    private static readonly ApiRequestLabels Labels = PlatformMetrics.ApiRequests.Labels;

    private static readonly LabelVariable Service = Variable.Of(PlatformMetrics.ApiRequests, Labels.Service, "Service");

    private static readonly Thresholds LatencySteps = Thresholds.Rising(warning: 0.5, critical: 2);

    public static Dashboard Board { get; } = new(
        "services",
        Audience.Operations,
        "System performance, service by service",
        "One line of pictures for each service, always in the same order: traffic, errors, duration. Below, the routes that are asked most and fail most.",
        new Row("Is $service well?", Traffic, Errors, Duration) { For = Service },
        new Row("Which routes are to blame?", BusiestRoutes, FailingRoutes),
        new Row("How are durations spread?", Spread, Slowness, Percentiles),
        new Row("Did it scale?", Scaling))
    {
        Variables = [Service],
        Period = TimeSpan.FromHours(6),
        Refresh = TimeSpan.FromSeconds(30),
        Links = [BoardLink.To(() => OperationsBoard.Board), BoardLink.To(() => SlaBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Which service suffers?", Errors, "the row whose middle picture rises"),
            new("Which route is to blame?", FailingRoutes, "the first bar"),
            new("Is it slow for all or for one?", Percentiles, "one line apart from the others"),
        ],
    };

    private static TimeSeries Traffic => new("Requests", "Requests answered a second, by class of status.", PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(BoardTime.Rate).SumBy(l => l.StatusClass))
    {
        Stacked = true,
        Width = 8,
        Min = 0,
        SeriesColours = [("2xx", Colour.Green), ("3xx", Colour.Blue), ("4xx", Colour.Yellow), ("5xx", Colour.Red)],
    };

    private static TimeSeries Errors => new(
        "Errors",
        "The share of requests answered with a server error, and with a client error.",
        Share.Of(Answered(StatusClass.ServerError), All).As("server errors"),
        Share.Of(Answered(StatusClass.ClientError), All).As("client errors"))
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighErrorRate)],
        Width = 8,
        Min = 0,
        SeriesColours = [("server errors", Colour.Red), ("client errors", Colour.Yellow)],
    };

    private static TimeSeries Duration => new(
        "Duration",
        "Half, 19 of 20, and 99 of 100 requests are answered within these times.",
        PlatformMetrics.ApiRequestDuration.Where(_ => Service.Chosen).Quantile(0.5, BoardTime.Rate).As("p50"),
        PlatformMetrics.ApiRequestDuration.Where(_ => Service.Chosen).Quantile(0.95, BoardTime.Rate).As("p95"),
        PlatformMetrics.ApiRequestDuration.Where(_ => Service.Chosen).Quantile(0.99, BoardTime.Rate).As("p99"))
    {
        Links = [BoardLink.ToRunbook(GoldenSignals.HighLatency)],
        Width = 8,
        Min = 0,
        Thresholds = LatencySteps,
        ShowThresholds = true,
    };

    private static BarGauge BusiestRoutes => new(
        "Busiest routes",
        "Requests of the chosen time: the ten routes asked most.",
        PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Route).TopK(10))
    {
        Decimals = 0,
        Width = 12,
    };

    private static BarGauge FailingRoutes => new(
        "Failing routes",
        "Server errors of the chosen time: the ten routes that fail most.",
        PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(StatusClass.ServerError), _ => Service.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Route).TopK(10))
    {
        Decimals = 0,
        Colours = ColourMode.GreenToRed,
        Width = 12,
    };

    private static Heatmap Spread => new(
        "Durations",
        "How many requests took so long. Two bands are two kinds of requests; a band that rises is a queue.",
        PlatformMetrics.ApiRequestDuration.Where(_ => Service.Chosen).BucketIncrease(BoardTime.Rate))
    {
        Width = 8,
    };

    private static Histogram Slowness => new(
        "How often it was how slow",
        "The p95 of each service at every moment of the chosen time, counted. One hill on the left is a service that is quick all the time; a second hill on the right was a time of trouble.",
        PlatformMetrics.ApiRequestDuration.Where(_ => Service.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Service))
    {
        Width = 8,
    };

    private static TimeSeries Percentiles => new(
        "p95 of each service",
        "All chosen services beside each other.",
        PlatformMetrics.ApiRequestDuration.Where(_ => Service.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Service))
    {
        Width = 8,
        Min = 0,
        Thresholds = LatencySteps,
        ShowThresholds = true,
    };

    private static TimeSeries Scaling => new(
        "Changes of the number of instances",
        "How often each service grew or shrank in each hour.",
        PlatformMetrics.ScalingEvents.Where(_ => Service.Chosen).Increase(1.Hours()).SumBy(l => l.Service, l => l.Direction))
    {
        Drawing = Drawing.Bars,
        Min = 0,
    };

    private static InstantVector All => PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(BoardTime.Rate).SumBy();

    private static InstantVector Answered(StatusClass status) =>
        PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(status), _ => Service.Chosen).Rate(BoardTime.Rate).SumBy();
}
