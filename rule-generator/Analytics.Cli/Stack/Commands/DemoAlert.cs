using System.Text.Json;

namespace Analytics.Cli.Stack;

/// <summary>Waits for the demo's story to reach Alertmanager; a slow machine is told so, not failed.</summary>
internal static class DemoAlert
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<string> AwaitAsync(StackPlan plan, Action<string> tell, TimeProvider time, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < Patience)
        {
            try
            {
                using var alerts = JsonDocument.Parse(await http.GetStringAsync($"http://127.0.0.1:{plan.Ports.Alertmanager}/api/v2/alerts?active=true", cancel));
                var names = alerts.RootElement.EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!).Distinct().Order().ToList();
                if (names.Count > 0)
                {
                    return string.Join(", ", names);
                }
            }
            catch (HttpRequestException)
            {
                // Alertmanager restarts; ask again.
            }

            tell("the story is being told");
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancel);
        }

        return "none yet: look again in a minute with ./analytics status";
    }
}
