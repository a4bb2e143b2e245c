namespace Analytics.Rules.Routing;

/// <summary>What people read in a notification, in Alertmanager's templates: which alert, what is known of each, and where to look.</summary>
internal static class NotificationText
{
    /// <summary>How urgent, which alert, and how many.</summary>
    public const string Title =
        "{{ if eq .Status \"firing\" }}[{{ .CommonLabels.priority }}] {{ else }}[resolved] {{ end }}{{ .CommonLabels.alertname }}"
        + "{{ if gt (len .Alerts) 1 }} ({{ len .Alerts }}){{ end }}{{ with .CommonAnnotations.summary }}: {{ . }}{{ end }}";

    /// <summary>Each alert with its runbook and its board.</summary>
    public const string Body =
        "{{ range .Alerts }}{{ .Annotations.summary }}. {{ .Annotations.description }} Runbook: {{ .Annotations.runbook_url }} Board: {{ .Annotations.dashboard_url }}\n{{ end }}";

    public const string FirstRunbook = "{{ (index .Alerts 0).Annotations.runbook_url }}";

    public const string FirstBoard = "{{ (index .Alerts 0).Annotations.dashboard_url }}";

    /// <summary>PagerDuty knows critical, error, warning and info.</summary>
    public const string PagerDutySeverity = "{{ if eq .CommonLabels.priority \"P0\" }}critical{{ else }}error{{ end }}";
}
