namespace Analytics.Cli.Stack;

/// <summary>One process of the stack: how to start it, when it is ready, what must be ready before it.</summary>
internal sealed record Part(string Name, string Program, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public required string WorkingDirectory { get; init; }

    public required Readiness Ready { get; init; }

    /// <summary>Parts that must have been ready once before this one starts.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>What a person or a client opens; null when there is nothing to open.</summary>
    public string? Url { get; init; }

    /// <summary>The signal that ends it in order: SIGTERM but for PostgreSQL, whose fast shutdown is SIGINT.</summary>
    public StopSignal StopWith { get; init; } = StopSignal.Terminate;

    /// <summary>A file that changes when the program does: a new build restarts the part.</summary>
    public string? Version { get; init; }
}

/// <summary>How a part is asked to end.</summary>
internal enum StopSignal
{
    Interrupt = 2,
    Terminate = 15,
}

/// <summary>The question that tells "ready" from "merely running".</summary>
internal sealed record Readiness(ReadinessKind Kind, string Target)
{
    /// <summary>GET answers 2xx.</summary>
    public static Readiness Http(string url) => new(ReadinessKind.Http, url);

    /// <summary>A connection is accepted and a query answered; the target is an Npgsql connection string.</summary>
    public static Readiness Postgres(string connectionString) => new(ReadinessKind.Postgres, connectionString);

    /// <summary>It runs: for a part that nobody connects to.</summary>
    public static Readiness Running() => new(ReadinessKind.Running, "");
}

internal enum ReadinessKind
{
    Running,
    Http,
    Postgres,
}
