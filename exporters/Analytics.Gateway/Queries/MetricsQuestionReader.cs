using Analytics.Catalog;
using Analytics.Operations.Queries;

namespace Analytics.Gateway.Queries;

/// <summary>Reads a question about published values out of a query string.</summary>
internal sealed class MetricsQuestionReader(IQueryCollection query, DateTimeOffset now)
{
    public const int DefaultLimit = 1_000;
    public const int MaxLimit = 10_000;

    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("metrics", "Names of computed series with commas between, such as engagement:active_users:daily; all of them are in catalog.md.", Required: true),
        new("dimensions", "The labels that you tell values apart by; a warning says what else there is."),
        new("filters", "label:value, repeated for more: values of one label are alternatives, labels go together."),
        .. QueryParameter.Range,
        new("granularity", "minute, hour, day (when nothing is said), week or month: the last value published in each."),
        new("limit", $"How many points at most, 1 to {MaxLimit}; {DefaultLimit} when nothing is said."),
        new("cursor", "pagination.cursor of the page before."),
        new("orderBy", "time, or -time for the newest first."),
    ];

    private readonly QueryText _text = new(query, Parameters);

    public IReadOnlyList<string> Mistakes => _text.Mistakes;

    /// <summary>The labels that the caller wants to tell values apart by; empty: all that there are.</summary>
    public IReadOnlyList<string> Dimensions { get; private set; } = [];

    /// <summary>The question, or null when there are <see cref="Mistakes"/>.</summary>
    public MetricsQuestion? Read()
    {
        var metrics = Metrics();
        Dimensions = _text.List("dimensions");
        foreach (var dimension in Dimensions.Where(dimension => !AnyHas(metrics, dimension)))
        {
            _text.Mistake($"dimensions: none of the metrics has the label {dimension}");
        }

        var (from, to) = _text.Range(now);
        var order = _text.One("orderBy") ?? "time";
        if (order is not ("time" or "-time"))
        {
            _text.Mistake("orderBy: expected time or -time");
        }

        var question = new MetricsQuestion(
            metrics, Filters(metrics), from, to, _text.Choice("granularity", Granularity.Day), order == "-time",
            _text.Number("limit", DefaultLimit, 1, MaxLimit), _text.Number("cursor", 0, 0, int.MaxValue - MaxLimit - 1));
        return Mistakes.Count == 0 ? question : null;
    }

    private List<Metric> Metrics()
    {
        var found = new List<Metric>();
        foreach (var name in _text.List("metrics").Distinct())
        {
            switch (CatalogIndex.Default.FindMetric(name))
            {
                case null:
                    _text.Mistake($"metrics: the catalog has no {name}");
                    break;
                case { Origin: MetricOrigin.Worker } metric:
                    found.Add(metric);
                    break;
                default:
                    _text.Mistake($"metrics: {name} is not computed by a job; ask Prometheus for it");
                    break;
            }
        }

        if (found.Count == 0 && Mistakes.Count == 0)
        {
            _text.Mistake("metrics: expected names of computed series with commas between, such as engagement:active_users:daily (see catalog.md)");
        }

        return found;
    }

    /// <summary><c>filters=label:value</c>, as often as wanted: values of one label are alternatives, labels go together.</summary>
    private Dictionary<string, IReadOnlyList<string>> Filters(List<Metric> metrics)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var text in _text.Each("filters"))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1)
            {
                _text.Mistake("filters: expected label:value");
            }
            else if (text[..colon] is var label && !AnyHas(metrics, label))
            {
                _text.Mistake($"filters: none of the metrics has the label {label}");
            }
            else
            {
                filters[label] = [.. filters.GetValueOrDefault(label) ?? [], text[(colon + 1)..]];
            }
        }

        return filters;
    }

    /// <summary>Whether one of them has the label; without a known metric nothing is said about labels.</summary>
    private static bool AnyHas(List<Metric> metrics, string label) => metrics.Count == 0 || metrics.Any(metric => metric.LabelSet.Own.Any(own => own.Name == label));
}
