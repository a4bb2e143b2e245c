using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Analytics.Catalog;

namespace Analytics.Integration.Tests.Stack;

/// <summary>An OTLP/HTTP request in JSON with one cumulative point a metric, as an SDK would send it.</summary>
internal static class OtlpRequest
{
    private static readonly HttpClient Client = new();

    /// <summary>POSTs the metrics to a base URL; returns the HTTP status.</summary>
    public static async Task<int> SendAsync(string baseUrl, params IEnumerable<JsonObject> metrics)
    {
        var body = new JsonObject
        {
            ["resourceMetrics"] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonObject
                {
                    ["attributes"] = new JsonArray(Attribute("service.name", "gateway"), Attribute("service.instance.id", "gateway-1"),
                        Attribute("service.version", "1.2.3"), Attribute("telemetry.sdk.name", "opentelemetry"), Attribute("host.name", "h")),
                },
                ["scopeMetrics"] = new JsonArray(new JsonObject
                {
                    ["scope"] = new JsonObject { ["name"] = "Analytics", ["version"] = "1" },
                    ["metrics"] = new JsonArray([.. metrics]),
                }),
            }),
        };
        using var content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var response = await Client.PostAsync($"{baseUrl}/v1/metrics", content);
        return (int)response.StatusCode;
    }

    public static JsonObject Metric(string name, string unit, MetricKind kind, double value, params (string Name, string Value)[] attributes)
    {
        var point = new JsonObject
        {
            ["timeUnixNano"] = Now(),
            ["startTimeUnixNano"] = Now(),
            ["attributes"] = new JsonArray([.. attributes.Select(a => Attribute(a.Name, a.Value))]),
        };
        if (kind == MetricKind.Histogram)
        {
            point["count"] = "3";
            point["sum"] = value;
            point["bucketCounts"] = new JsonArray("1", "1", "1");
            point["explicitBounds"] = new JsonArray(0.5, 2);
        }
        else
        {
            point["asDouble"] = value;
        }

        var data = new JsonObject { ["dataPoints"] = new JsonArray(point) };
        if (kind != MetricKind.Gauge)
        {
            data["aggregationTemporality"] = 2;
        }

        if (kind == MetricKind.Counter)
        {
            data["isMonotonic"] = true;
        }

        var field = kind switch { MetricKind.Counter => "sum", MetricKind.Gauge => "gauge", _ => "histogram" };
        return new JsonObject { ["name"] = name, ["unit"] = unit, [field] = data };
    }

    private static JsonObject Attribute(string name, string value) =>
        new() { ["key"] = name, ["value"] = new JsonObject { ["stringValue"] = value } };

    private static string Now() => $"{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}000000";
}
