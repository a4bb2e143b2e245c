using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Insights.Experiments;
using Analytics.Operations.Jobs;
using Analytics.Testing.Intake;

namespace Analytics.Integration.Tests.Worker;

/// <summary>Experiments from events to series in Prometheus, and to the alert over them.</summary>
public sealed class ExperimentJobTests
{
    private static readonly DateTimeOffset Start = new(TimeProvider.System.GetUtcNow().AddHours(-2).UtcDateTime.Date.AddDays(-5), TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fair_experiment_tells_its_figures_and_a_broken_split_fires_the_alert_and_tells_none()
    {
        await using var bench = await JobBench.Create(TimeProvider.System.GetUtcNow(), Cancel, smallestGroup: 10);
        var (fair, broken, empty) = (Of("fair"), Of("broken"), Of("empty"));
        foreach (var experiment in new[] { fair, broken, empty })
        {
            await bench.Services.Experiments.Store.Create(experiment, true, Start, "test", Cancel);
        }

        await bench.Events.Store([.. Exposed(fair, 150, i => i % 3), .. Exposed(broken, 150, i => i % 5 == 0 ? 1 + (i / 5 % 2) : 0), .. Exposed(empty, 150, i => i % 15 == 0 ? 1 : 0)], Cancel);
        Assert.Null((await bench.Run(JobTable.Experiments, Cancel)).Failure);
        Assert.Null((await bench.Run(JobTable.Repeat, Cancel)).Failure);

        // The series say what the endpoint says.
        var answer = JsonNode.Parse(await bench.Services.Experiments.Analyse(fair, Cancel))!;
        var acceptance = answer["metrics"]!.AsArray().Where(one => (string?)one!["metric"] == "acceptance").ToDictionary(one => (string)one!["variant"]!, one => one!);
        Assert.Equal(50, await Value(bench, "experiment:people:count{experiment=\"fair\",variant=\"b\"}"));
        foreach (var variant in new[] { "b", "c" })
        {
            var (own, control) = (acceptance[variant], (double)acceptance[variant]["control"]!);
            string Labels(string metric) => $"{metric}{{experiment=\"fair\",variant=\"{variant}\",metric=\"acceptance\"}}";
            Assert.Equal((double)own["value"]!, await Value(bench, Labels("experiment:value:mean")));
            Assert.Equal((double)own["lift"]!, (await Value(bench, Labels("experiment:lift:ratio")))!.Value, 1e-12);
            Assert.Equal((double)own["frequentist"]!["low"]! / control, (await Value(bench, Labels("experiment:lift:low95")))!.Value, 1e-12);
            Assert.Equal((double)own["frequentist"]!["high"]! / control, (await Value(bench, Labels("experiment:lift:high95")))!.Value, 1e-12);
        }

        Assert.Equal(1, (await Value(bench, "sum(experiment:best:probability{experiment=\"fair\",metric=\"acceptance\"})"))!.Value, 1e-9);
        Assert.Equal("c", Assert.Single(await bench.Prometheus.QueryAsync("experiment:best:probability{experiment=\"fair\",metric=\"acceptance\"} > 0.5", bench.Clock.Now, Cancel)).Labels["variant"]);

        // The gate: of a broken split there are sizes and the verdict, no results, and no sizes of small arms; the alert's own expression finds it.
        Assert.Null(await Value(bench, "count(experiment:value:mean{experiment!=\"fair\"})"));
        Assert.Null(await Value(bench, "count({__name__=~\"experiment:.+\",__name__!=\"experiment:sample_ratio:mismatch\",experiment=\"empty\"})"));
        Assert.Equal(15, await Value(bench, "experiment:people:count{experiment=\"broken\",variant=\"c\"}"));
        Assert.True(await Value(bench, "experiment:sample_ratio:p{experiment=\"broken\"}") < 0.001);
        var fires = await bench.Prometheus.QueryAsync(AlertRules.Ai.Experiments.ExperimentSplitBroken.Expr.ToString(), bench.Clock.Now, Cancel);
        Assert.Equal(["broken", "empty"], fires.Select(series => series.Labels["experiment"]).Order(StringComparer.Ordinal));

        // Few more people change nothing; a past day is told as of its end, and the same again.
        await bench.Events.Store(Exposed(fair, 153, i => i % 3).Skip(150 * 4), Cancel);
        bench.Clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null((await bench.Run(JobTable.Experiments, Cancel)).Failure);
        Assert.Equal(50, await Value(bench, "experiment:people:count{experiment=\"fair\",variant=\"b\"}"));
        var day = DateOnly.FromDateTime(Start.UtcDateTime).AddDays(2);
        var (first, second) = (await bench.Run(JobTable.Experiments, day, Cancel), await bench.Run(JobTable.Experiments, day, Cancel));
        Assert.NotEmpty(first.Samples);
        Assert.Equal(first.Samples, second.Samples);
    }

    private static Task<double?> Value(JobBench bench, string expression) => bench.Value(expression, bench.Clock.Now, Cancel);

    private static Experiment Of(string name) => new(
        name, "", [new("a", AiModel.Workout, "1", 40), new("b", AiModel.Workout, "2", 30), new("c", AiModel.Workout, "3", 30)], [ExperimentMetric.Acceptance], ExperimentAudience.Everybody, 14, Start);

    /// <summary>People of the arms, each with an exposure and three answers; the arms accept one, one or two of them.</summary>
    private static IEnumerable<EventRow> Exposed(Experiment experiment, int people, Func<int, int> armOf)
    {
        for (var i = 0; i < people; i++)
        {
            var (arm, at) = (armOf(i), Start.AddDays(1).AddMinutes(i));
            yield return Row("exposed", AiEvents.ExperimentExposed, at, ("experiment", experiment.Name), ("variant", experiment.Variants[arm].Name));
            for (var k = 0; k < 3; k++)
            {
                yield return Row($"answer{k}", AiEvents.RecommendationAnswered, at.AddMinutes(k + 1), ("model", "workout"), ("version", "1"), ("answer", k < (arm == 2 ? 2 : 1) - (i % 7 == 0 ? 1 : 0) ? "accepted" : "rejected"));
            }

            EventRow Row(string id, EventKind kind, DateTimeOffset time, params (string Name, object Value)[] values) =>
                EventRow.Of($"{experiment.Name}-{i}-{id}", kind, time, $"{experiment.Name}-{i}", values.ToDictionary(value => value.Name, value => value.Value));
        }
    }
}
