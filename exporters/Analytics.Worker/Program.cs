using Analytics.Worker;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.ClearProviders().AddSimpleConsole(console =>
{
    console.SingleLine = true;
    console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
    console.UseUtcTimestamp = true;
});
if (WorkerSettings.Read(builder.Configuration, out var mistakes) is not { } settings)
{
    foreach (var mistake in mistakes)
    {
        Console.Error.WriteLine($"analytics-worker: {mistake}");
    }

    return 2;
}

builder.AddWorker(settings);
var app = builder.Build();
app.MapHealth();
await app.RunAsync();
return 0;
