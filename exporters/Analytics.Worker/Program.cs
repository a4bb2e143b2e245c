using Analytics.Exporters;
using Analytics.Worker;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.ClearProviders().AddSimpleConsole(console =>
{
    console.SingleLine = true;
    console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
    console.UseUtcTimestamp = true;
});
var asked = new AskedSettings(builder.Configuration);
if (WorkerSettings.Read(asked, out var mistakes) is not { } settings)
{
    foreach (var mistake in mistakes)
    {
        Console.Error.WriteLine($"analytics-worker: {mistake}");
    }

    return 2;
}

builder.AddWorker(settings);
var app = builder.Build();
asked.WarnOfUnread(app.Logger);
app.MapHealth();
await app.RunAsync();
return 0;
