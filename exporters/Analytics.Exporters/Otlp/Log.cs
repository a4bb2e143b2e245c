using Microsoft.Extensions.Logging;

namespace Analytics.Exporters.Otlp;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Metrics could not be sent to {Url}; they are sent again every {Interval}. Nothing is lost: counters are cumulative.")]
    public static partial void ExportFails(ILogger logger, Uri url, TimeSpan interval);

    [LoggerMessage(2, LogLevel.Information, "Metrics reach {Url} again after {Failures} failed exports.")]
    public static partial void ExportRecovered(ILogger logger, Uri url, long failures);

    [LoggerMessage(3, LogLevel.Information, "Metrics reach {Url}.")]
    public static partial void ExportWorks(ILogger logger, Uri url);
}
