namespace Analytics.Catalog;

public sealed class TargetLabels : LabelSet;

/// <summary>Modes of a CPU, as node exporter names them.</summary>
public enum CpuMode
{
    Idle,
    Iowait,
    Irq,
    Nice,
    Softirq,
    Steal,
    System,
    User,
}

public sealed class CpuLabels : LabelSet
{
    public Label<string> Cpu { get; } = new("cpu", "Number of the core.", budget: 256);

    public Label<CpuMode> Mode { get; } = new("mode", "What the core did.", WireName.All<CpuMode>());
}

public sealed class FilesystemLabels : LabelSet
{
    public Label<string> Device { get; } = new("device", "The block device.", budget: 50);

    public Label<string> Fstype { get; } = new("fstype", "The type of the file system.", budget: 20);

    public Label<string> Mountpoint { get; } = new("mountpoint", "Where it is mounted.", budget: 50);
}

public sealed class DatabaseLabels : LabelSet
{
    public Label<string> Datname { get; } = new("datname", "The database.", budget: 50);
}

/// <summary>What Prometheus does with an alert whose condition holds.</summary>
public enum AlertState
{
    Pending,
    Firing,
}

/// <summary>How bad an alert is: what its priority says, see Analytics.Rules.</summary>
public enum AlertSeverity
{
    Critical,
    Warning,
    Info,
}

/// <summary>Labels of Prometheus' own series of alerts, those that every rule of ours has.</summary>
public sealed class AlertSeriesLabels : LabelSet
{
    public Label<string> Name { get; } = new("alertname", "The alert.", budget: 200);

    public Label<AlertState> State { get; } = new("alertstate", "Whether it fires or still waits.", WireName.All<AlertState>());

    public Label<AlertSeverity> Severity { get; } = new("severity", "How bad it is.", WireName.All<AlertSeverity>());

    public Label<string> Team { get; } = new("team", "Who gets it.", budget: 20);
}

/// <summary>Metrics of programs that are not ours, as Prometheus scrapes them: declared, so that rules are typed over them too.</summary>
public static class ExternalMetrics
{
    public static readonly Gauge<TargetLabels> Up = Declare("up", Unit.Of("target"), "1 when the last scrape of the target worked.", "every scrape job")
        .Gauge<TargetLabels>();

    public static readonly Counter<CpuLabels> NodeCpuSeconds = Declare("node_cpu_seconds_total", Unit.Seconds, "Time that the cores spent in each mode.", "node").WithSeriesBudget(4_000)
        .Counter<CpuLabels>();

    public static readonly Gauge<NoLabels> NodeMemoryAvailable = Declare("node_memory_MemAvailable_bytes", Unit.Bytes, "Memory that can be had without swapping.", "node")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> NodeMemoryTotal = Declare("node_memory_MemTotal_bytes", Unit.Bytes, "Memory of the machine.", "node")
        .Gauge<NoLabels>();

    public static readonly Gauge<FilesystemLabels> NodeFilesystemAvailable = Declare("node_filesystem_avail_bytes", Unit.Bytes, "Bytes that an ordinary user can still write.", "node").WithSeriesBudget(60_000)
        .Gauge<FilesystemLabels>();

    public static readonly Gauge<FilesystemLabels> NodeFilesystemSize = Declare("node_filesystem_size_bytes", Unit.Bytes, "Size of the file system.", "node").WithSeriesBudget(60_000)
        .Gauge<FilesystemLabels>();

    public static readonly Gauge<TargetLabels> ProbeSuccess = Declare("probe_success", Unit.Of("probe"), "1 when the blackbox probe worked.", "blackbox")
        .Gauge<TargetLabels>();

    public static readonly Gauge<TargetLabels> ProbeDuration = Declare("probe_duration_seconds", Unit.Seconds, "How long the blackbox probe took.", "blackbox")
        .Gauge<TargetLabels>();

    public static readonly Gauge<TargetLabels> ProbeCertificateExpiry = Declare("probe_ssl_earliest_cert_expiry", Unit.Seconds, "When the first certificate of the chain expires, in seconds since 1970.", "blackbox")
        .Gauge<TargetLabels>();

    public static readonly Gauge<NoLabels> PostgresUp = Declare("pg_up", Unit.Of("server"), "1 when the exporter reaches PostgreSQL.", "postgres")
        .Gauge<NoLabels>();

    public static readonly Gauge<DatabaseLabels> PostgresConnections = Declare("pg_stat_database_numbackends", Unit.Of("connection"), "Connections to the database.", "postgres")
        .Gauge<DatabaseLabels>();

    public static readonly Gauge<NoLabels> PostgresMaxConnections = Declare("pg_settings_max_connections", Unit.Of("connection"), "Connections that the server allows.", "postgres")
        .Gauge<NoLabels>();

    public static readonly Counter<DatabaseLabels> PostgresDeadlocks = Declare("pg_stat_database_deadlocks", Unit.Of("deadlock"), "Deadlocks that the server broke.", "postgres")
        .Counter<DatabaseLabels>();

    public static readonly Gauge<NoLabels> CacheUp = Declare("redis_up", Unit.Of("server"), "1 when the exporter reaches the cache.", "cache")
        .Gauge<NoLabels>();

    public static readonly Counter<NoLabels> CacheHits = Declare("redis_keyspace_hits_total", Unit.Of("lookup"), "Lookups that found their key.", "cache")
        .Counter<NoLabels>();

    public static readonly Counter<NoLabels> CacheMisses = Declare("redis_keyspace_misses_total", Unit.Of("lookup"), "Lookups that did not find their key.", "cache")
        .Counter<NoLabels>();

    public static readonly Gauge<NoLabels> CacheMemoryUsed = Declare("redis_memory_used_bytes", Unit.Bytes, "Memory that the cache uses.", "cache")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> CacheMemoryLimit = Declare("redis_memory_max_bytes", Unit.Bytes, "Memory that the cache may use; 0: no limit.", "cache")
        .Gauge<NoLabels>();

    public static readonly Counter<NoLabels> CacheEvictions = Declare("redis_evicted_keys_total", Unit.Of("key"), "Keys that were dropped because memory ran out.", "cache")
        .Counter<NoLabels>();

    public static readonly Gauge<AlertSeriesLabels> Alerts = Declare("ALERTS", Unit.Of("alert"), "1 for each alert whose condition holds.", "prometheus's rules").WithSeriesBudget(30_000)
        .Gauge<AlertSeriesLabels>();

    public static readonly Counter<NoLabels> RuleFailures = Declare("prometheus_rule_evaluation_failures_total", Unit.Of("evaluation"), "Rule evaluations that failed.", "prometheus")
        .Counter<NoLabels>();

    public static readonly Counter<NoLabels> NotificationsDropped = Declare("prometheus_notifications_dropped_total", Unit.Of("notification"), "Alerts that did not reach any Alertmanager.", "prometheus")
        .Counter<NoLabels>();

    public static readonly Counter<NoLabels> DeliveriesFailed = Declare("alertmanager_notifications_failed_total", Unit.Of("notification"), "Notifications that a receiver did not take.", "alertmanager")
        .Counter<NoLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help, string job) =>
        new(Domain.Platform, MetricOrigin.Scrape, name, unit, help, job);
}
