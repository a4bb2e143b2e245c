using Analytics.Exporters;
using Analytics.Exporters.RemoteWrite;
using Analytics.Operations.Jobs;
using Analytics.Operations.ServiceLevels;
using Npgsql;
using Quartz;

namespace Analytics.Worker;

/// <summary>Puts the worker together.</summary>
internal static class WorkerHost
{
    public static void AddWorker(this WebApplicationBuilder builder, WorkerSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => NpgsqlDataSource.Create(settings.ConnectionString));
        services.AddSingleton(provider => new RemoteWriteClient(new HttpClient { Timeout = TimeSpan.FromSeconds(10) }, settings.RemoteWrite, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new JobServices(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<RemoteWriteClient>(), settings.Objectives, provider.GetRequiredService<TimeProvider>(), settings.SmallestGroup)
        {
            Retention = settings.Retention,
            Counters = settings.Prometheus is { } prometheus ? new PrometheusCounters(new HttpClient { Timeout = TimeSpan.FromSeconds(60) }, prometheus) : null,
        });
        services.AddSingleton(provider => new JobRunner(provider.GetRequiredService<JobServices>(), settings.Instance));
        services.AddTransient<ScheduledJob>();
        services.AddQuartz(quartz => quartz
            .ConfigureScheduler(options =>
            {
                options.InstanceName = "analytics";
                options.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            })
            .UseDefaultThreadPool(4)
            .UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, settings.ConnectionString);
                store.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(5));
                store.ProvisionSchema();
            }));
        services.AddSingleton<SchedulerService>();
        services.AddHostedService(provider => provider.GetRequiredService<SchedulerService>());
        services.AddSingleton<JobHealthBoard>();
        services.AddHostedService(provider => provider.GetRequiredService<JobHealthBoard>());
        services.AddHostedService<BackfillService>();
        if (settings.Export is { } export)
        {
            services.AddSingleton(provider => MetricsExport.Start(
                export, new JobExporter(() => provider.GetRequiredService<JobHealthBoard>().Jobs, provider.GetRequiredService<JobServices>().Answers.Lookups), provider.GetRequiredService<ILogger<MetricsExport>>()));
        }
    }

    public static void MapHealth(this WebApplication app)
    {
        // Made now, so that metrics flow from the start.
        if (app.Services.GetService<MetricsExport>() is null)
        {
            Log.NothingExported(app.Logger);
        }

        // To HEAD as to GET: load balancers ask so.
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/healthz", methods, () => Results.Text("ok\n"));
        app.MapMethods("/readyz", methods, (SchedulerService scheduler, JobHealthBoard board) =>
            (scheduler.NotReadyBecause ?? board.Away) is { } reason ? Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ready\n"));
    }
}
