using System.Globalization;

namespace Analytics.Exporters.Otlp;

/// <summary>Reads <see cref="ExportSettings"/> from the settings of a host, the same way for all hosts.</summary>
public static class ExportSettingsReader
{
    public const string EndpointKey = "Analytics:Otlp:Endpoint";
    public const string IntervalKey = "Analytics:Otlp:Interval";
    public const string EnvironmentKey = "Analytics:Environment";

    /// <summary>
    /// The settings; null when no endpoint is given, which is allowed and means that nothing is exported, or with every mistake added to <paramref name="mistakes"/>.
    /// </summary>
    /// <param name="setting">The value of a key with colons, or null.</param>
    /// <param name="serviceName"><c>service.name</c>.</param>
    /// <param name="instance"><c>service.instance.id</c>.</param>
    /// <param name="mistakes">One line for each mistake.</param>
    public static ExportSettings? Read(Func<string, string?> setting, string serviceName, string instance, ICollection<string> mistakes)
    {
        if (string.IsNullOrEmpty(setting(EndpointKey)))
        {
            return null;
        }

        var before = mistakes.Count;
        var endpoint = HttpUrl(setting, EndpointKey, mistakes);
        var interval = TimeSpan.FromSeconds(1);
        if (setting(IntervalKey) is { Length: > 0 } text
            && (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out interval) || interval < TimeSpan.FromMilliseconds(100) || interval > TimeSpan.FromMinutes(1)))
        {
            mistakes.Add($"{Variable(IntervalKey)}: '{text}' is no time between 00:00:00.1 and 00:01:00.");
        }

        return mistakes.Count > before ? null : new ExportSettings(endpoint!, serviceName, instance)
        {
            Interval = interval,
            Environment = setting(EnvironmentKey) is { Length: > 0 } environment ? environment : "production",
        };
    }

    /// <summary>A required http or https URL; null with a mistake added when it is none.</summary>
    public static Uri? HttpUrl(Func<string, string?> setting, string key, ICollection<string> mistakes)
    {
        var text = setting(key);
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        mistakes.Add(string.IsNullOrEmpty(text) ? $"{Variable(key)} is missing: a URL such as http://127.0.0.1:4318." : $"{Variable(key)}: '{text}' is no http URL.");
        return null;
    }

    /// <summary>The name of a key as an environment variable: <c>ANALYTICS__OTLP__ENDPOINT</c>.</summary>
    public static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();
}
