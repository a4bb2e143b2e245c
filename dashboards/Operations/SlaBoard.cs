using Analytics.PromQL.Syntax;

namespace Analytics.Dashboards.Operations;

/// <summary>What was promised, and whether it is kept.</summary>
public static class SlaBoard
{
    private static readonly SlaLabels Labels = DerivedMetrics.SlaAvailability.Labels;

    private static readonly LabelVariable Service = Variable.Of(DerivedMetrics.SlaAvailability, Labels.Service, "Service");

    private static readonly Thresholds AvailabilitySteps = Thresholds.Falling(good: 0.999, critical: 0.995);

    private static readonly Thresholds BudgetSteps = Thresholds.Falling(good: 0.5, critical: 0);

    private static readonly Thresholds LatencySteps = Thresholds.Rising(warning: 0.5, critical: 2);

    public static Dashboard Board { get; } = new(
        "sla",
        Audience.Operations,
        "Service levels: is the promise kept?",
        "Promised for each service: 99.9 % of requests answered without a server error in 30 days, 19 of 20 within 500 ms. The worker computes it from every request on record.",
        new Row("Is the promise of this month kept?", Availability, Budget, Latency, Completeness, Month),
        new Row("What happens now?", LastHour, AvailabilityByWindow),
        new Row("Where did the error budget go?", BudgetOverTime, LatencyOverTime),
        new Row("Which promises of this calendar month are kept?", Promises),
        new Row("How did each month end?", Months))
    {
        Variables = [Service],
        Period = TimeSpan.FromDays(30),
        Links = [BoardLink.To(() => OperationsBoard.Board)],
        Annotations = [Annotation.Incidents],
        ReaderTest =
        [
            new("Is this month's promise kept?", Month, "the column of error budget: green, or red when spent"),
            new("When did we spend the budget?", BudgetOverTime, "the steep fall"),
            new("Was it better before?", Months, "colours from right to left"),
        ],
    };

    private static Stat Availability => new(
        "Worst availability, 30 days",
        "The share of requests answered without a server error, of the service that does worst. Promised: 99.9 %.",
        Of(DerivedMetrics.SlaAvailability, SlaWindow.Month).MinBy())
    {
        Decimals = 3,
        Thresholds = AvailabilitySteps,
    };

    private static Stat Budget => new(
        "Least error budget left",
        "Of the errors that 99.9 % allows in 30 days, the share that may still happen, of the service that does worst. Below 0 the promise is broken.",
        Of(DerivedMetrics.SlaBudgetRemaining, SlaWindow.Month).MinBy())
    {
        Decimals = 1,
        Thresholds = BudgetSteps,
    };

    private static Stat Latency => new(
        "Slowest p95, 30 days",
        "19 of 20 requests were answered within this time, of the service that is slowest. Promised: 500 ms.",
        Of(DerivedMetrics.SlaLatencyP95, SlaWindow.Month).MaxBy())
    {
        Thresholds = LatencySteps,
    };

    private static Stat Completeness => new(
        "Minutes with data, 30 days",
        "The share of the 30 days' minutes that have data at all. A low share means that the numbers beside it say little, not that they are bad.",
        Of(DerivedMetrics.SlaCompleteness, SlaWindow.Month).MinBy())
    {
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 0.95, critical: 0.5),
    };

    private static Table Month => new(
        "The last 30 days, service by service",
        "One line a service: what it was asked, how much of that went well, how long it took, what is left of the error budget.",
        [(Labels.Service, "Service")],
        new Column("Requests", Of(DerivedMetrics.SlaRequests, SlaWindow.Month).MaxBy(l => l.Service)),
        new Column("Availability", Of(DerivedMetrics.SlaAvailability, SlaWindow.Month).MinBy(l => l.Service)) { Decimals = 3, Cell = Cell.ColouredText, Thresholds = AvailabilitySteps },
        new Column("Errors", Of(DerivedMetrics.SlaErrors, SlaWindow.Month).MaxBy(l => l.Service)) { Decimals = 3 },
        new Column("p95", Of(DerivedMetrics.SlaLatencyP95, SlaWindow.Month).MaxBy(l => l.Service)) { Cell = Cell.ColouredText, Thresholds = LatencySteps },
        new Column("Error budget left", Of(DerivedMetrics.SlaBudgetRemaining, SlaWindow.Month).MinBy(l => l.Service)) { Decimals = 1, Cell = Cell.ColouredGround, Thresholds = BudgetSteps },
        new Column("Minutes with data", Of(DerivedMetrics.SlaCompleteness, SlaWindow.Month).MinBy(l => l.Service)) { Decimals = 1 });

    private static Table Promises => new(
        "Promises of this calendar month, service by service",
        "The month so far, from events: how much went well, what is missing to the promise, and 1 where all promises are kept.",
        [(ComplianceSeries.Compliance.Labels.Service, "Service")],
        new Column("Availability", Judged(ComplianceSeries.Attained, Promise.Availability)) { Decimals = 3, Cell = Cell.ColouredText, Thresholds = AvailabilitySteps },
        new Column("Within 500 ms", Judged(ComplianceSeries.Attained, Promise.Latency)) { Decimals = 1, Cell = Cell.ColouredText, Thresholds = Thresholds.Falling(good: 0.95, critical: 0.9) },
        new Column("Without error", Judged(ComplianceSeries.Attained, Promise.Errors)) { Decimals = 2, Cell = Cell.ColouredText, Thresholds = Thresholds.Falling(good: 0.99, critical: 0.98) },
        new Column("Missing availability", Judged(ComplianceSeries.Deficit, Promise.Availability)) { Decimals = 3 },
        new Column("All kept", Judged(ComplianceSeries.Compliance, Promise.Overall)) { Decimals = 0, Cell = Cell.ColouredGround, Thresholds = Thresholds.Falling(good: 1, critical: 0.5) });

    private static Table LastHour => new(
        "The last hour, service by service",
        "The same for one hour: where it hurts now.",
        [(Labels.Service, "Service")],
        new Column("Requests", Of(DerivedMetrics.SlaRequests, SlaWindow.Hour).MaxBy(l => l.Service)),
        new Column("Availability", Of(DerivedMetrics.SlaAvailability, SlaWindow.Hour).MinBy(l => l.Service)) { Decimals = 2, Cell = Cell.ColouredText, Thresholds = AvailabilitySteps },
        new Column("p95", Of(DerivedMetrics.SlaLatencyP95, SlaWindow.Hour).MaxBy(l => l.Service)) { Cell = Cell.ColouredText, Thresholds = LatencySteps })
    {
        Width = 12,
    };

    private static TimeSeries AvailabilityByWindow => new(
        "Availability, by how far it looks back",
        "The hour falls first, the month last: a dip of the hour alone is over soon, a falling month is a broken promise.",
        DerivedMetrics.SlaAvailability.Where(_ => Service.Chosen).LastOverTime(1.Days()).MinBy(l => l.Service, l => l.Window))
    {
        Max = 1,
        Thresholds = AvailabilitySteps,
    };

    private static TimeSeries BudgetOverTime => new(
        "Error budget left, 30 days",
        "A steep fall is an incident; a steady fall is a fault that nobody fixes.",
        Of(DerivedMetrics.SlaBudgetRemaining, SlaWindow.Month).MinBy(l => l.Service))
    {
        Max = 1,
        Thresholds = BudgetSteps,
        ShowThresholds = true,
    };

    private static TimeSeries LatencyOverTime => new(
        "p95 of one day",
        "19 of 20 requests of the day before each moment were answered within this time.",
        Of(DerivedMetrics.SlaLatencyP95, SlaWindow.Day).MaxBy(l => l.Service))
    {
        Min = 0,
        Thresholds = LatencySteps,
        ShowThresholds = true,
    };

    private static Table Months => new(
        "Availability of 30 days, now and before",
        "Each column is the 30 days that ended then. Green keeps the promise of 99.9 %.",
        [(Labels.Service, "Service")],
        Ending("now", 0),
        Ending("30 days ago", 30),
        Ending("60 days ago", 60),
        Ending("90 days ago", 90));

    private static Column Ending(string header, int daysAgo) =>
        new(header, MonthEnding(daysAgo))
        {
            Decimals = 3,
            Cell = Cell.ColouredGround,
            Thresholds = AvailabilitySteps,
        };

    private static InstantVector MonthEnding(int daysAgo)
    {
        var month = new Selector((VectorSelector)DerivedMetrics.SlaAvailability.Where(l => l.Window.Is(SlaWindow.Month), _ => Service.Chosen).Syntax).Range(1.Days());
        return (daysAgo == 0 ? month : month.Offset(daysAgo.Days())).LastOverTime().MinBy(Labels.Service.Name);
    }

    private static InstantVector Judged(Gauge<PromiseLabels> metric, Promise promise) =>
        metric.Where(l => l.Period.Is(PromisePeriod.Month), l => l.Promise.Is(promise), l => l.Source.Is(PromiseSource.Events)).LastOverTime(1.Days()).MinBy(l => l.Service);

    private static LabelledVector<SlaLabels> Of(Gauge<SlaLabels> metric, SlaWindow window) =>
        metric.Where(l => l.Window.Is(window), _ => Service.Chosen).LastOverTime(window == SlaWindow.Hour ? 10.Minutes() : 1.Days());
}
