using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Slo;

/// <summary>
/// A promise about a service as typed C#: which share of what must be good over which time. It makes its own rules: what was measured, what is left of the
/// error budget, how fast it burns, and the alerts when it burns too fast. Boards and rules take <see cref="Recordings"/>, never their names.
/// </summary>
public sealed class ServiceObjective
{
    /// <summary>The label that tells promises apart on the recordings that all of them share.</summary>
    public const string SloLabel = "slo";

    /// <summary>The uid of a promise's own board, up to its name.</summary>
    public const string BoardUid = "analytics-slo-";

    /// <summary>The label of the alerts that tells a page from a ticket; see <see cref="TierInhibition"/>.</summary>
    public const string TierLabel = "tier";

    /// <summary>How often events are written down: the slices that longer windows are added up from.</summary>
    public static readonly Duration Slice = 5.Minutes();

    /// <summary>Windows up to this length are read from the raw series; longer ones from the slices, at a fraction of the cost.</summary>
    public static readonly Duration LongestRawWindow = 1.Hours();

    private readonly Lazy<ObjectiveRecordings> _recordings;
    private readonly Lazy<IReadOnlyList<Alert>> _alerts;

    /// <param name="name">snake_case, unique: <c>api_availability</c>.</param>
    /// <param name="objective">The share that must be good, in percent, above 0 and below 100; decimal, so that 99.9 stays 99.9.</param>
    /// <param name="indicator">What is measured.</param>
    /// <exception cref="ArgumentOutOfRangeException">The objective is no percentage with room for errors.</exception>
    public ServiceObjective(string name, decimal objective, Indicator indicator)
    {
        if (objective is <= 0 or >= 100)
        {
            throw new ArgumentOutOfRangeException(nameof(objective), objective, "an objective lies above 0 and below 100 percent");
        }

        Name = name;
        Objective = objective;
        Indicator = indicator;
        _recordings = new(() => new ObjectiveRecordings(this));
        _alerts = new(() => [.. ObjectiveAlerts.Of(this)]);
    }

    public string Name { get; }

    public decimal Objective { get; }

    public Indicator Indicator { get; }

    /// <summary>What people call it: <c>API availability</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Who keeps the promise.</summary>
    public required Team Team { get; init; }

    /// <summary>What a broken promise means for people.</summary>
    public required string Impact { get; init; }

    /// <summary>How long the budget lasts.</summary>
    public BudgetWindow Window { get; init; } = BudgetWindow.Rolling(30);

    /// <summary>When to wake somebody and when to write a ticket. Pairs that no share of errors could fire are left out by <see cref="Tiers"/>.</summary>
    public IReadOnlyList<BurnWindow> BurnWindows { get; init; } = BurnWindow.All;

    /// <summary>With fewer events than this in the long window nothing fires: 3 bad ones of 20 say little. States and ratios need none.</summary>
    public int MinimumEvents { get => field >= 0 ? field : Indicator.Kind is IndicatorKind.Events or IndicatorKind.Latency ? 100 : 0; init; } = -1;

    public Priority PagePriority { get; init; } = Priority.P1;

    public Priority TicketPriority { get; init; } = Priority.P3;

    /// <summary>The family of trouble, for inhibition; by default <c>latency</c> or <c>errors</c>, after the indicator.</summary>
    public string Signal { get => field ?? (Indicator.Kind == IndicatorKind.Latency ? "latency" : "errors"); init; }

    /// <summary>The uid of the board to look at first: by default the promise's own, which is generated.</summary>
    public string Dashboard { get => field ?? BoardUid + Name; init; }

    /// <summary>The share that may be bad, exact: 0.001 for 99.9.</summary>
    public decimal Budget => (100 - Objective) / 100;

    /// <summary>The numbers that burn rates follow from.</summary>
    public BudgetTerms Terms => new(Budget, Window.Days);

    /// <summary>The pairs of windows that can fire.</summary>
    public IReadOnlyList<BurnWindow> Tiers => [.. BurnWindows.Where(tier => tier.CanFire(Terms))];

    /// <summary>The name in PascalCase, which the alerts and the runbook page begin with.</summary>
    public string PascalName => string.Concat(Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>What is written down about it.</summary>
    public ObjectiveRecordings Recordings => _recordings.Value;

    /// <summary>A page, a ticket, and one when it is not measured any more; the first two only when a pair of windows can fire.</summary>
    public IReadOnlyList<Alert> Alerts => _alerts.Value;

    /// <summary>Two groups: what changes by the minute with the alerts on it, and what looks back over the whole window.</summary>
    public IReadOnlyList<RuleGroup> Groups =>
    [
        new RuleGroup("slo_" + Name, [.. Recordings.ByTheMinute, .. Alerts]) { Interval = ObjectiveRecordings.Interval },
        new RuleGroup("slo_" + Name + "_budget", Recordings.OverTheWindow) { Interval = 2.Minutes() },
    ];

    internal LabelMatcher IsThis => LabelMatcher.Equal(SloLabel, Name);

    internal SortedDictionary<string, string> Labels(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { [SloLabel] = Name };
        foreach (var (name, value) in more)
        {
            labels[name] = value;
        }

        return labels;
    }

    public override string ToString() => Name;
}
