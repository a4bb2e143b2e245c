using Analytics.Exporters;
using Analytics.Gateway;
using Analytics.Intake;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var (settings, mistakes) = GatewaySettings.Read(builder.Configuration);
if (mistakes.Count > 0)
{
    foreach (var mistake in mistakes)
    {
        Console.Error.WriteLine($"analytics gateway: {mistake}");
    }

    return 2;
}

builder.ListenAsAGateway();
using var logging = LoggerFactory.Create(log => log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(GatewayHost.Console));
await using var pipeline = IntakePipeline.Open(settings!.Intake, TimeProvider.System, logging.CreateLogger<IntakePipeline>());
builder.Services.AddSingleton(pipeline.Vitals).AddSingleton(pipeline.Ledger).AddSingleton(pipeline.Projector);

using var export = settings.Export is { } to ? MetricsExport.Start(to, pipeline.Ledger, pipeline.Vitals, logging.CreateLogger<MetricsExport>()) : null;
if (export is null)
{
    logging.CreateLogger<MetricsExport>().LogWarning("ANALYTICS__OTLP__ENDPOINT is not set: metrics are not exported.");
}
else
{
    pipeline.Projector.Committed += export.Record;
}

await using var app = builder.Build();
app.Lifetime.ApplicationStopping.Register(pipeline.StopTaking);
new EventsEndpoint(pipeline, settings.AdminKey).Map(app);
new HealthEndpoints(pipeline).Map(app);
pipeline.Start();
await app.RunAsync();
return 0;
