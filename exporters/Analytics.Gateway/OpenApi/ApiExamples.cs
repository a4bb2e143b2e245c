using System.Text.Json.Nodes;
using Analytics.Catalog;

namespace Analytics.Gateway.OpenApi;

/// <summary>A request for each schema of a body. They are sent to a gateway by a test, with the time of then.</summary>
internal static class ApiExamples
{
    /// <summary>When the examples happen: what a sender replaces by its own time.</summary>
    public const string Time = "2026-11-21T09:30:00.000Z";

    /// <exception cref="KeyNotFoundException">No request has this schema.</exception>
    public static JsonNode Of(string schema) => JsonNode.Parse(Texts[schema])!;

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["EventsRequest"] = $$"""{"events":[{{EventExample.Json(EngagementEvents.SessionStarted, "example-1", Time)}}],"batchId":"example-batch","clientTimestamp":"{{Time}}"}""",
        ["LogsRequest"] = $$$"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"example"}}]},"scopeLogs":[{"logRecords":[{
            "timeUnixNano":"{{{DateTimeOffset.Parse(Time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()}}}000000","eventName":"session.started","attributes":[
            {"key":"event.id","value":{"stringValue":"example-2"}},{"key":"session.id","value":{"stringValue":"session-1"}},{"key":"device.platform","value":{"stringValue":"ios"}},
            {"key":"privacy.can_track","value":{"boolValue":true}},{"key":"privacy.can_profile","value":{"boolValue":false}},{"key":"privacy.can_share","value":{"boolValue":false}}]}]}]}]}
            """,
        ["ExperimentRequest"] = """
            {"name":"workout-v3","modelVariants":[{"name":"control","model":"workout","version":"2"},{"name":"new","model":"workout","version":"3"}],
            "trafficSplit":[{"variant":"control","percentage":50},{"variant":"new","percentage":50}],"successMetrics":["acceptance"],"duration":"14d"}
            """,
    };
}
