using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Worker;

/// <summary>The worker as it is shipped: a process of its own.</summary>
internal static class WorkerProcess
{
    public static (PeerProcess Process, string Url) Create(string instance, string connectionString, string remoteWriteUrl, string? otlpUrl = null, bool untilReady = true)
    {
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, "Analytics.Worker", output.Name, "Analytics.Worker.dll");
        return (new PeerProcess(new PeerStart("Worker", "dotnet", [program], PeerStart.NewFolder("worker"), PeerStart.Answers(url + (untilReady ? "/readyz" : "/healthz")))
        {
            Environment = new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = url,
                ["ANALYTICS__WORKER__INSTANCE"] = instance,
                ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = connectionString,
                ["ANALYTICS__REMOTEWRITE__URL"] = remoteWriteUrl,
                ["ANALYTICS__OTLP__ENDPOINT"] = otlpUrl ?? "",
            },
        }), url);
    }
}
