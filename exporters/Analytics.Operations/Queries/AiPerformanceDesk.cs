using Analytics.Catalog;
using Npgsql;

namespace Analytics.Operations.Queries;

/// <summary>How the models do, from the published values of the job <c>ai</c>: nothing that boards and alerts do not see as well.</summary>
public sealed class AiPerformanceDesk(MetricsDesk desk)
{
    private const int MostPoints = 100_000;

    private static readonly IReadOnlyList<Metric> Asked =
    [
        AiQualitySeries.Served, AiQualitySeries.Accuracy, AiQualitySeries.Answers, AiQualitySeries.Satisfaction, AiQualitySeries.LatencyP50, AiQualitySeries.LatencyP95,
        AiQualitySeries.Safety, AiQualitySeries.AccuracyChange, AiQualitySeries.AcceptanceChange, AiQualitySeries.ScoreDriftPsi, AiQualitySeries.ScoreDriftJensenShannon,
        AiQualitySeries.InputDrift, AiQualitySeries.AccuracyTrend,
    ];

    private static readonly IReadOnlyList<Metric> WithTrend = [AiQualitySeries.Accuracy, AiQualitySeries.Satisfaction, AiQualitySeries.LatencyP95];

    /// <summary>The models that anything was published about.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be asked.</exception>
    public async Task<AiPerformance> Ask(AiPerformanceQuestion question, CancellationToken cancel)
    {
        var models = question.Models.Count > 0 ? question.Models : Enum.GetValues<AiModel>();
        var filters = new Dictionary<string, IReadOnlyList<string>> { [Model.Name] = [.. models.Select(WireName.Of)] };
        var answer = await desk.Ask(new MetricsQuestion(Asked, filters, question.From, question.To, Granularity.Day, NewestFirst: true, MostPoints, 0), cancel);
        var window = WireName.Of(question.Window);
        var points = answer.Points.Where(point => !point.Labels.TryGetValue(Window.Name, out var own) || own == window).ToList();
        var byModel = models.Select(model => (Model: model, Points: points.Where(point => point.Labels[Model.Name] == WireName.Of(model)).ToList())).Where(own => own.Points.Count > 0).ToList();
        var reports = byModel.Select(own => Report(own.Model, own.Points)).ToList();
        return new AiPerformance(reports, question.WithTrends ? [.. byModel.SelectMany(own => Trends(own.Model, own.Points))] : [], [.. reports.SelectMany(AiAdvisor.About)]);
    }

    private static Label<AiModel> Model => AiQualitySeries.Served.Labels.Model;

    private static Label<string> Version => AiQualitySeries.Served.Labels.Version;

    private static Label<QualityWindow> Window => AiQualitySeries.Served.Labels.Window;

    /// <summary>One model, from its points with the newest first.</summary>
    private static ModelPerformance Report(AiModel model, List<MetricPoint> points)
    {
        var versions = points.Where(point => point.Labels.ContainsKey(Version.Name)).GroupBy(point => point.Labels[Version.Name]).Select(Report)
            .OrderByDescending(version => version.AsOf).ThenByDescending(version => version.Served ?? 0).ToList();
        var whole = new Figures([.. points.Where(point => !point.Labels.ContainsKey(Version.Name))]);
        return new ModelPerformance(
            model, versions,
            new ModelDrift(whole.One(AiQualitySeries.ScoreDriftPsi), whole.One(AiQualitySeries.ScoreDriftJensenShannon), whole.By(AiQualitySeries.InputDrift, AiQualitySeries.InputDrift.Labels.Input)),
            whole.One(AiQualitySeries.AccuracyTrend));
    }

    // A version is reported as of its own last day: figures of different days do not belong together.
    private static VersionPerformance Report(IGrouping<string, MetricPoint> version)
    {
        var asOf = version.Max(point => point.At);
        var figures = new Figures([.. version.Where(point => point.At == asOf)]);
        return new VersionPerformance(
            version.Key, asOf, figures.One(AiQualitySeries.Served), figures.One(AiQualitySeries.Accuracy), figures.By(AiQualitySeries.Answers, AiQualitySeries.Answers.Labels.Answer),
            figures.One(AiQualitySeries.Satisfaction), figures.One(AiQualitySeries.LatencyP50), figures.One(AiQualitySeries.LatencyP95),
            figures.By(AiQualitySeries.Safety, AiQualitySeries.Safety.Labels.Issue), figures.One(AiQualitySeries.AccuracyChange), figures.One(AiQualitySeries.AcceptanceChange));
    }

    private static IEnumerable<AiTrend> Trends(AiModel model, List<MetricPoint> points) =>
        from point in points
        where WithTrend.Contains(point.Metric)
        group point by (Version: point.Labels[Version.Name], point.Metric) into line
        orderby line.Key.Version, line.Key.Metric.PrometheusName
        select new AiTrend(model, line.Key.Version, line.Key.Metric, [.. line.OrderBy(point => point.At).Select(point => (point.At, point.Value))]);

    /// <summary>The newest figure of each series.</summary>
    private sealed class Figures(IReadOnlyList<MetricPoint> newestFirst)
    {
        public double? One(Metric metric) => newestFirst.FirstOrDefault(point => point.Metric == metric)?.Value;

        public IReadOnlyDictionary<string, double> By<T>(Metric metric, Label<T> label)
            where T : notnull => newestFirst
            .Where(point => point.Metric == metric)
            .GroupBy(point => point.Labels[label.Name])
            .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
    }
}
