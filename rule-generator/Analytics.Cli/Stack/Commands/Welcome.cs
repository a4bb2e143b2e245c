using System.Globalization;

namespace Analytics.Cli.Stack;

/// <summary>The last thing that <c>up</c> prints: what to open, and what to look at there.</summary>
internal static class Welcome
{
    public static void Print(TextWriter output, StackPlan plan, TimeSpan took)
    {
        var ports = plan.Ports;
        var rows = new List<(string Address, string What)>
        {
            ($"http://127.0.0.1:{ports.Gateway}/api/analytics/events", "gateway: send events here (POST; from this machine without a key, ./analytics status --json has one)"),
            ($"http://127.0.0.1:{ports.Prometheus}/api/v1/rules?type=alert", "Prometheus: the generated alert rules and their state"),
            ($"http://127.0.0.1:{ports.Alertmanager}/api/v2/alerts", "Alertmanager: what fires now"),
            ($"http://127.0.0.1:{ports.Worker}/readyz", "worker: jobs that compute SLA, retention and cohorts"),
            (plan.PostgresUri, "PostgreSQL: every admitted event is a row"),
        };
        if (plan.Mode == StackMode.Docker)
        {
            rows.Insert(1, ($"http://127.0.0.1:{ComposeStack.GrafanaPort}/dashboards", "Grafana: the generated boards"));
        }

        var width = rows.Max(row => row.Address.Length);
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Ready after {took.TotalSeconds:0.0} s."));
        foreach (var (address, what) in rows)
        {
            output.WriteLine($"  {address.PadRight(width)}  {what}");
        }

        output.WriteLine();
        if (plan.Mode == StackMode.Native)
        {
            output.WriteLine("  See the boards   ./analytics boards view");
        }

        output.WriteLine($"  Ask Prometheus   curl -s 'http://127.0.0.1:{ports.Prometheus}/api/v1/query?query=up'");
        if (plan.Demo)
        {
            output.WriteLine("  The demo tells of an incident (errors and latency), a bad model release and a price change: see the alerts and the boards \"Operations\" and \"AI performance\", then the series sla:* and cohort:*.");
        }

        output.WriteLine("  Next             ./analytics status | doctor | down");
    }
}
