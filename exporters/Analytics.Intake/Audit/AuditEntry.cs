using Analytics.Intake.Access;

namespace Analytics.Intake.Audit;

/// <summary>What is to be written down: who did what to whom, when, and what came of it.</summary>
public sealed record AuditEntry
{
    /// <summary>Characters that each text may have.</summary>
    public const int MaxText = 1_000;

    /// <summary>When it was done; kept to the microsecond.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The id of the key, or <c>cli:USER</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The roles of the actor at that time, as <see cref="RoleSet"/> prints them.</summary>
    public required string Roles { get; init; }

    /// <summary>One of <see cref="AuditActs"/>.</summary>
    public required string Act { get; init; }

    /// <summary>The pseudonym of the person it was about; null: nobody in particular. Never a raw id. Written as a one-way hash of it: the log outlives an erasure.</summary>
    public string? Subject { get; init; }

    public AuditOutcome Outcome { get; init; }

    /// <summary>More, in words of ours: never what a client sent.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The entry of a request by a caller.</summary>
    public static AuditEntry Of(Caller caller, string act, DateTimeOffset at) => new() { At = at, Actor = caller.KeyId, Roles = caller.Roles.ToString(), Act = act };
}

/// <summary>What came of an act.</summary>
public enum AuditOutcome
{
    Done,

    /// <summary>There was nothing to do it to.</summary>
    NotFound,

    /// <summary>The request could not be used.</summary>
    Refused,

    /// <summary>The actor's role was not enough.</summary>
    Denied,

    /// <summary>Something of ours broke.</summary>
    Failed,
}

/// <summary>The acts that are written down. Past tense: a record tells of something that was done.</summary>
public static class AuditActs
{
    public const string AccessGranted = "access.granted";
    public const string AccessRevoked = "access.revoked";
    public const string BackfillOpened = "backfill.opened";
    public const string RejectedRead = "rejected.read";
    public const string EventsReplayed = "events.replayed";
    public const string SubjectRead = "subject.read";
    public const string SubjectErased = "subject.erased";
    public const string DataSetMade = "data_set.made";
    public const string PrivacyKeyRotated = "privacy_key.rotated";
    public const string PrivacyKeyDeleted = "privacy_key.deleted";
    public const string PartitionArchived = "partition.archived";
    public const string PartitionDropped = "partition.dropped";
    public const string PartitionRestored = "partition.restored";
    public const string ClientsRead = "clients.read";
    public const string HoldPlaced = "hold.placed";
    public const string HoldLifted = "hold.lifted";
    public const string LogGivenUp = "log.given_up";
    public const string ExperimentCreated = "experiment.created";
    public const string AuditRead = "audit.read";
    public const string NoteLost = "note.lost";
}
