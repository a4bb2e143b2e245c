using Analytics.Catalog;

namespace Analytics.Rules;

/// <summary>The pieces of an annotation that Prometheus fills in when the alert fires. <c>using static</c> it where alerts are written.</summary>
public static class Template
{
    /// <summary>The value of the expression, as a number of four digits.</summary>
    public const string AsNumber = "{{ $value | humanize }}";

    /// <summary>The value, a ratio, as a percentage.</summary>
    public const string AsPercentage = "{{ $value | humanizePercentage }}";

    /// <summary>The value, seconds, as a duration.</summary>
    public const string AsDuration = "{{ $value | humanizeDuration }}";

    /// <summary>The value of a label of the result: <c>LabelOf(PlatformMetrics.ApiRequests.Labels.Service)</c>.</summary>
    public static string LabelOf(Label label) => LabelOf(label.Name);

    /// <summary>The value of a label that no catalog metric declares, such as <c>target</c> of the blackbox exporter.</summary>
    public static string LabelOf(string label) => $"{{{{ $labels.{label} }}}}";
}
