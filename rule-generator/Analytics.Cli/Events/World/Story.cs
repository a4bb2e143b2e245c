using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>A service in trouble: some requests fail, all are slower.</summary>
/// <param name="Service">Which one.</param>
/// <param name="From">When it begins.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="ErrorShare">The share of requests that end in 5xx, 0 to 1.</param>
/// <param name="Slowdown">The factor by which requests take longer.</param>
/// <param name="Every">After how long it comes again; null for never.</param>
internal sealed record Incident(string Service, DateTimeOffset From, TimeSpan Length, double ErrorShare, double Slowdown, TimeSpan? Every = null)
{
    public bool Covers(DateTimeOffset at) =>
        at >= From && (Every is { } every ? TimeSpan.FromTicks((at - From).Ticks % every.Ticks) : at - From) < Length;
}

/// <summary>A version of a model that is often wrong, until it is taken back.</summary>
internal sealed record BadRelease(AiModel Model, DateTimeOffset From, DateTimeOffset Until, double Accuracy);

/// <summary>All prices multiplied by a factor; fewer people buy, more leave.</summary>
internal sealed record PriceChange(DateTimeOffset At, decimal Factor);

/// <summary>The unusual things that happen to the product, for boards and alerts to show.</summary>
internal sealed record Story(IReadOnlyList<Incident> Incidents, IReadOnlyList<BadRelease> BadReleases, PriceChange? PriceChange, bool HasWithdrawals)
{
    public static readonly Story None = new([], [], null, HasWithdrawals: false);

    /// <summary>The story of a past window: prices rise after half of it, a bad model goes live after two thirds, the API suffers near its end.</summary>
    public static Story Of(DateTimeOffset from, DateTimeOffset until)
    {
        var length = until - from;
        var release = from + (0.65 * length);
        var incident = from + (0.9 * length);
        return new Story(
            [new Incident(AppSurface.Api, incident, TimeSpan.FromMinutes(95), ErrorShare: 0.22, Slowdown: 14)],
            [new BadRelease(AiModel.Workout, release, release + (0.06 * length), Accuracy: 0.61)],
            new PriceChange(from + (0.5 * length), 1.2m),
            HasWithdrawals: true);
    }

    /// <summary>The story that goes on live: the API in trouble at once and again each hour, and a bad model, live for an hour, that nobody takes back.</summary>
    public Story GoesOnLive(DateTimeOffset from) => this with
    {
        Incidents = [.. Incidents, new Incident(AppSurface.Api, from, TimeSpan.FromMinutes(15), ErrorShare: 0.25, Slowdown: 25, Every: TimeSpan.FromHours(1))],
        BadReleases = [.. BadReleases, new BadRelease(AiModel.Nutrition, from - TimeSpan.FromHours(1), DateTimeOffset.MaxValue, Accuracy: 0.58)],
    };

    public Incident? IncidentOf(string service, DateTimeOffset at) =>
        Incidents.FirstOrDefault(incident => incident.Service == service && incident.Covers(at));

    /// <summary>By how much prices differ from the first ones.</summary>
    public decimal PriceFactor(DateTimeOffset at) => PriceChange is { } change && at >= change.At ? change.Factor : 1;
}
