using Analytics.PromQL;

namespace Analytics.Rules;

/// <summary>
/// Somebody has to do something. Every alert has an owner, a priority, a runbook page of its own name and a board to look at; what is said to people are
/// templates over the labels that its expression's result has (<see cref="Template"/>), and <c>analytics check</c> holds them to that.
/// </summary>
public sealed record Alert : Rule
{
    /// <param name="name">PascalCase, unique among all rules; also the name of the runbook page.</param>
    /// <param name="expr">Every series of the result is one alert.</param>
    public Alert(string name, InstantVector expr)
        : base(name, expr)
    {
    }

    /// <summary>How long the condition must hold before the alert fires.</summary>
    public Duration For { get; init; }

    /// <summary>How long the alert goes on after the condition ended: against flapping.</summary>
    public Duration KeepFiringFor { get; init; }

    public required Priority Priority { get; init; }

    /// <summary>Who gets it.</summary>
    public required Team Team { get; init; }

    /// <summary>One line: what is wrong with which one. A template.</summary>
    public required string Summary { get; init; }

    /// <summary>What is known: value, threshold, what it means for people. A template.</summary>
    public required string Description { get; init; }

    /// <summary>What the runbook says about what it means and what to do first; the page's generated part shows it.</summary>
    public string Impact { get; init; } = "";

    /// <summary>The runbook page, by default of the alert's own name; alerts that ask for the same work share one.</summary>
    public string Page { get => field ?? Name; init; }

    /// <summary>The uid of the board to look at first.</summary>
    public string Dashboard { get; init; } = "analytics-operations";

    /// <summary>What family of trouble it is (<c>latency</c>, <c>errors</c>, <c>database</c>, …): the label <c>signal</c>, which inhibition works with.</summary>
    public required string Signal { get; init; }
}

/// <summary>A team that owns alerts.</summary>
/// <param name="Name">The label's value: <c>platform</c>.</param>
/// <param name="Owns">In words.</param>
public sealed record Team(string Name, string Owns)
{
    public override string ToString() => Name;
}
