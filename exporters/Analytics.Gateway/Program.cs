using System.Net.Sockets;
using Analytics.Exporters;
using Analytics.Gateway;
using Analytics.Gateway.Access;
using Analytics.Gateway.Experiments;
using Analytics.Gateway.OpenApi;
using Analytics.Gateway.Queries;
using Analytics.Gateway.Queries.Boards;
using Analytics.Insights.Answers;
using Analytics.Insights.Experiments;
using Analytics.Intake;
using Analytics.Intake.Access;
using Analytics.Intake.Audit;
using Analytics.Operations.Queries;
using Npgsql;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var asked = new AskedSettings(builder.Configuration);
var (settings, mistakes) = GatewaySettings.Read(asked);
if (mistakes.Count > 0)
{
    return GatewayHost.RefuseToStart(mistakes);
}

builder.ListenAsAGateway(settings!.Tls);
using var logging = LoggerFactory.Create(log => log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(GatewayHost.Console));
asked.WarnOfUnread(logging.CreateLogger<GatewaySettings>());
IntakePipeline opened;
try
{
    opened = IntakePipeline.Open(settings.Intake, IntakePipeline.Clock, logging.CreateLogger<IntakePipeline>());
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return GatewayHost.RefuseToStart([$"ANALYTICS__INTAKE__LOGDIRECTORY: {e.Message}"]);
}

await using var pipeline = opened;
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
using var access = AccessControl.Open(settings.Access, pipeline.Vitals, IntakePipeline.Clock, logging.CreateLogger<AccessControl>());
await using var audit = AuditLog.Open(settings.Intake.ConnectionString, settings.AuditAnchor, logging.CreateLogger<AuditLog>());
app.Use(new AccessGuard(access, new AuditTrail(audit.AppendAsync, IntakePipeline.Clock)).InvokeAsync);
var bodies = new BodyReader(settings.BodyLimitBytes);
new EventsEndpoint(pipeline, bodies).Map(app);
new SubjectsEndpoint(pipeline).Map(app);
new HealthEndpoints(pipeline).Map(app);
await using var store = NpgsqlDataSource.Create(settings.Intake.ConnectionString);
var desk = new MetricsDesk(store);
new MetricsEndpoint(desk, IntakePipeline.Clock).Map(app);
new ExperimentsEndpoint(new ExperimentDesk(store, settings.SmallestGroup, IntakePipeline.Clock), bodies, IntakePipeline.Clock).Map(app);
new AiPerformanceEndpoint(new AiPerformanceDesk(desk), IntakePipeline.Clock).Map(app);
new ClientsEndpoint(new AnswerDesk(store, settings.SmallestGroup), IntakePipeline.Clock).Map(app);
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
new BoardsEndpoint(settings.Boards, http, IntakePipeline.Clock).Map(app);
ApiDocument.Map(app);
if (EndpointTable.Mistakes(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)).ToList() is { Count: > 0 } unguarded)
{
    return GatewayHost.RefuseToStart(unguarded);
}

pipeline.Start();
try
{
    await app.StartAsync();
}
catch (Exception e) when (e is IOException or SocketException or FormatException or ArgumentException or InvalidOperationException)
{
    // An address that is none, is taken, is another machine's.
    return GatewayHost.RefuseToStart([$"ASPNETCORE_URLS: {e.Message}"]);
}

await app.WaitForShutdownAsync();
return 0;
