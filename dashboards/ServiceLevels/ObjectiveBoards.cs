using Analytics.AlertRules;
using Analytics.Dashboards.Operations;
using Analytics.Rules.Slo;

namespace Analytics.Dashboards.ServiceLevels;

/// <summary>One board for each promise, made from the promise: what was promised, what is left of the budget, how fast it burns, and where.</summary>
public static class ObjectiveBoards
{
    public static IReadOnlyDictionary<string, Dashboard> Boards { get; } = ServiceObjectives.All.ToDictionary(slo => slo.PascalName, Of);

    internal static Dashboard Of(ServiceObjective slo)
    {
        var panels = new ObjectivePanels(slo);
        return new Dashboard(
            ServiceObjective.BoardUid["analytics-".Length..] + slo.Name,
            Audience.ServiceLevels,
            $"Promise: {slo.Title}",
            $"Promised: {slo.Objective:0.####} % over {(slo.Window.IsCalendar ? "the calendar month" : $"{slo.Window.Days} days")}. Good is: {slo.Indicator.Good}. Kept by the team {slo.Team.Name}. {slo.Impact}",
            new Row("Is the promise kept?", panels.Promised, panels.Kept, panels.BudgetLeft, panels.LastsFor, panels.Parts),
            new Row("How fast does the budget burn?", panels.BurnNow, panels.Burn),
            new Row("When was the budget spent?", panels.BudgetOverTime, panels.GoodOverTime),
            new Row("Out of how much?", panels.Events, panels.BadEvents))
        {
            Period = TimeSpan.FromDays(7),
            Links = [BoardLink.To(() => ObjectivesBoard.Board), BoardLink.To(() => SlaBoard.Board), BoardLink.To(() => AlertsBoard.Board)],
            Annotations = Annotation.Usual,
            ReaderTest =
            [
                new("Is the promise kept?", panels.BudgetLeft, "green: budget is left; red: it is spent"),
                new("How long will the budget last at this pace?", panels.LastsFor, "the time, red when it is less than three days"),
                slo.Indicator.Groups is [var part, ..]
                    ? new($"Which {part.Name.Replace("_name", string.Empty, StringComparison.Ordinal)} breaks it?", panels.Parts, "the shortest bar")
                    : new("Since when does it break?", panels.BudgetOverTime, "where the line falls steeply"),
            ],
        };
    }
}
