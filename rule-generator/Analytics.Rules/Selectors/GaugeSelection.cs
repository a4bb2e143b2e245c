using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules;

/// <summary>Some series of a gauge, as they are now; and what can be said of them over time. A gauge has no rate.</summary>
public sealed class GaugeSelection<TLabels> : LabelledVector<TLabels>
    where TLabels : LabelSet, new()
{
    private readonly Gauge<TLabels> _metric;
    private readonly IReadOnlyList<LabelCondition> _conditions;

    internal GaugeSelection(Gauge<TLabels> metric, IReadOnlyList<LabelCondition> conditions)
        : base(SeriesConditions.Selector(metric, string.Empty, conditions), metric.Labels)
    {
        _metric = metric;
        _conditions = conditions;
    }

    /// <summary>Adds conditions.</summary>
    public GaugeSelection<TLabels> Where(params Func<TLabels, LabelCondition>[] conditions) =>
        new(_metric, SeriesConditions.Add(_conditions, Labels, conditions));

    /// <summary>As it was <paramref name="ago"/>.</summary>
    public LabelledVector<TLabels> Offset(Duration ago) => Labelled(Selector().Offset(ago));

    public LabelledVector<TLabels> AvgOverTime(DurationExpr range) => Labelled(Selector().Range(range).AvgOverTime());

    public LabelledVector<TLabels> MinOverTime(DurationExpr range) => Labelled(Selector().Range(range).MinOverTime());

    public LabelledVector<TLabels> MaxOverTime(DurationExpr range) => Labelled(Selector().Range(range).MaxOverTime());

    /// <summary>The newest value within the range: for what is written rarely, as the worker's series are.</summary>
    public LabelledVector<TLabels> LastOverTime(DurationExpr range) => Labelled(Selector().Range(range).LastOverTime());

    /// <summary>The number of samples within the range.</summary>
    public LabelledVector<TLabels> CountOverTime(DurationExpr range) => Labelled(Selector().Range(range).CountOverTime());

    /// <summary>The sum of the samples within the range; of a state that is 1 or 0, how often it was 1.</summary>
    public LabelledVector<TLabels> SumOverTime(DurationExpr range) => Labelled(Selector().Range(range).SumOverTime());

    public LabelledVector<TLabels> StddevOverTime(DurationExpr range) => Labelled(Selector().Range(range).StddevOverTime());

    /// <summary>The <paramref name="quantile"/> (0 to 1) of the samples within the range.</summary>
    public LabelledVector<TLabels> QuantileOverTime(double quantile, DurationExpr range) =>
        Labelled(Promql.QuantileOverTime(quantile, Selector().Range(range)));

    /// <summary>How much it changed within the range.</summary>
    public LabelledVector<TLabels> Delta(DurationExpr range) => Labelled(Selector().Range(range).Delta());

    /// <summary>How often it changed within the range.</summary>
    public LabelledVector<TLabels> Changes(DurationExpr range) => Labelled(Selector().Range(range).Changes());

    /// <summary>The slope of the line through the samples of the range, per second.</summary>
    public LabelledVector<TLabels> Derivative(DurationExpr range) => Labelled(Selector().Range(range).Derivative());

    /// <summary>Where the line through the samples of the range leads to, <paramref name="ahead"/> from now.</summary>
    public LabelledVector<TLabels> PredictLinear(DurationExpr range, Duration ahead) => Labelled(Selector().Range(range).PredictLinear(ahead));

    private Selector Selector() => SeriesConditions.Selector(_metric, string.Empty, _conditions);

    private LabelledVector<TLabels> Labelled(InstantVector vector) => new(vector, Labels);
}
