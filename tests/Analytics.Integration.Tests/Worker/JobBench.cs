using Analytics.Exporters.RemoteWrite;
using Analytics.Insights.ServiceLevels;
using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Analytics.Operations.ServiceLevels;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Worker;

/// <summary>Jobs with a database and a Prometheus of their own, at a time that the test sets.</summary>
internal sealed class JobBench : IAsyncDisposable
{
    private JobBench(EventDatabase events, PrometheusPeer prometheus, string url, DateTimeOffset now, int smallestGroup)
    {
        Events = events;
        Prometheus = prometheus;
        Clock = new SetClock(now);
        var settings = new RemoteWriteSettings(new Uri(url)) { Attempts = 2, FirstPause = TimeSpan.FromMilliseconds(10) };
        Services = new JobServices(events.Source, new RemoteWriteClient(Http, settings, TimeProvider.System), ServiceObjectives.ThreeNines, Clock, smallestGroup)
        {
            Counters = new PrometheusCounters(Http, new Uri(prometheus.Url + "/")),
        };
        Runner = new JobRunner(Services, "test");
    }

    public HttpClient Http { get; } = new();

    public EventDatabase Events { get; }

    public PrometheusPeer Prometheus { get; }

    public SetClock Clock { get; }

    public JobServices Services { get; }

    public JobRunner Runner { get; }

    public static async Task<JobBench> Create(DateTimeOffset now, CancellationToken cancel, int smallestGroup = 1)
    {
        var prometheus = await PrometheusPeer.StartAsync(cancel: cancel);
        var bench = new JobBench(await EventDatabase.Create(cancel), prometheus, prometheus.RemoteWriteUrl, now, smallestGroup);
        await bench.Services.Prepare(cancel);
        return bench;
    }

    /// <summary>Runs a job as the schedule would now.</summary>
    public Task<JobResult> Run(JobDefinition job, CancellationToken cancel) => Runner.Run(job, JobPeriod.Until(Clock.Now), 0, cancel);

    /// <summary>Runs a job for a day as a person would.</summary>
    public Task<JobResult> Run(JobDefinition job, DateOnly day, CancellationToken cancel) => Runner.Run(job, JobPeriod.Of(day, Clock.Now), 0, cancel);

    public async Task<double?> Value(string expression, DateTimeOffset at, CancellationToken cancel) =>
        (await Prometheus.QueryAsync(expression, at, cancel)).SingleOrDefault()?.Value;

    public async ValueTask DisposeAsync()
    {
        await Prometheus.DisposeAsync();
        await Events.DisposeAsync();
        Http.Dispose();
    }
}

/// <summary>A clock that stands until it is set.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
