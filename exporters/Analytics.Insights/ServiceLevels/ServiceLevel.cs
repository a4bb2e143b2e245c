using Analytics.Catalog;

namespace Analytics.Insights.ServiceLevels;

/// <summary>How one service did over one window [at - length, at). Ratios are null where nothing was asked of the service.</summary>
/// <param name="Service">The service, or <see cref="Label.Other"/> for those beyond the label's budget.</param>
/// <param name="Window">How far back it looks.</param>
/// <param name="Requests">Requests answered, by event time.</param>
/// <param name="Errors">Of these, with a status of class 5xx.</param>
/// <param name="LatencyP95">95th percentile of the duration in seconds, interpolated between order statistics (type 7, SQL's percentile_cont).</param>
/// <param name="Objective">The availability that was promised, between 0 and 1.</param>
/// <param name="MinutesWithData">Minutes of the window with at least one request.</param>
public sealed record ServiceLevel(string Service, SlaWindow Window, long Requests, long Errors, double? LatencyP95, double Objective, long MinutesWithData)
{
    /// <summary>E = errors / requests.</summary>
    public double? ErrorRatio => Requests == 0 ? null : (double)Errors / Requests;

    /// <summary>1 - E.</summary>
    public double? Availability => 1 - ErrorRatio;

    /// <summary>1 - E / (1 - objective): 1 is untouched, 0 spent, negative overspent.</summary>
    public double? BudgetRemaining => 1 - (ErrorRatio / (1 - Objective));

    /// <summary>Share of the window's minutes with data.</summary>
    public double Completeness => MinutesWithData / Length(Window).TotalMinutes;

    /// <summary>How long a window is; a day has 24 hours, a month 30 days.</summary>
    public static TimeSpan Length(SlaWindow window) => window switch
    {
        SlaWindow.Hour => TimeSpan.FromHours(1),
        SlaWindow.Day => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(30),
    };
}

/// <summary>The availability promised for each service.</summary>
/// <param name="Default">For services without an own objective; strictly between 0 and 1.</param>
/// <param name="PerService">Own objectives, strictly between 0 and 1.</param>
public sealed record ServiceObjectives(double Default, IReadOnlyDictionary<string, double> PerService)
{
    /// <summary>Three nines for everyone.</summary>
    public static ServiceObjectives ThreeNines { get; } = new(0.999, new Dictionary<string, double>());

    public double Of(string service) => PerService.GetValueOrDefault(service, Default);
}
