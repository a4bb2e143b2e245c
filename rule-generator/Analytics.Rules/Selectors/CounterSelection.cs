using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules;

/// <summary>Some series of a counter: only their growth can be asked for, never the raw sum.</summary>
public sealed class CounterSelection<TLabels>
    where TLabels : LabelSet, new()
{
    private readonly Counter<TLabels> _metric;
    private readonly IReadOnlyList<LabelCondition> _conditions;
    private readonly Duration? _offset;

    internal CounterSelection(Counter<TLabels> metric, IReadOnlyList<LabelCondition> conditions, Duration? offset = null)
    {
        _metric = metric;
        _conditions = conditions;
        _offset = offset;
    }

    /// <summary>Adds conditions.</summary>
    public CounterSelection<TLabels> Where(params Func<TLabels, LabelCondition>[] conditions) =>
        new(_metric, SeriesConditions.Add(_conditions, _metric.Labels, conditions), _offset);

    /// <summary>As it was <paramref name="ago"/>.</summary>
    public CounterSelection<TLabels> Offset(Duration ago) => new(_metric, _conditions, ago);

    /// <summary>Growth per second over the last <paramref name="range"/>, averaged.</summary>
    public LabelledVector<TLabels> Rate(DurationExpr range) => new(Range(range).Rate(), _metric.Labels);

    /// <summary>Growth over the last <paramref name="range"/>, extrapolated to its ends.</summary>
    public LabelledVector<TLabels> Increase(DurationExpr range) => new(Range(range).Increase(), _metric.Labels);

    /// <summary>
    /// Growth over the last <paramref name="range"/> that also sees the first event of a series: one that had no sample in <paramref name="memory"/> before
    /// the range counts whole. For rare events whose series are born with them (a label with a budget); <see cref="Increase"/> would miss those.
    /// </summary>
    public LabelledVector<TLabels> IncreaseFromZero(Duration range, Duration memory)
    {
        var born = Selector().Unless(Selector().Range(memory).Offset(_offset is { } ago ? range + ago : range).LastOverTime());
        return new(born.Or(Range(range).Increase()), _metric.Labels);
    }

    /// <summary>How often the counter fell back to 0 within the range: restarts that lost it.</summary>
    public LabelledVector<TLabels> Resets(DurationExpr range) => new(Range(range).Resets(), _metric.Labels);

    /// <summary>1 when no series meets the conditions.</summary>
    public InstantVector Absent() => Selector().Absent();

    private Selector Selector() => SeriesConditions.Selector(_metric, string.Empty, _conditions);

    private RangeVector Range(DurationExpr range) => _offset is { } ago ? Selector().Range(range).Offset(ago) : Selector().Range(range);
}
