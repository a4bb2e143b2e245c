namespace Analytics.Intake.Access;

/// <summary>Who asks, once the key is known to be right.</summary>
/// <param name="KeyId">The key's id, for the audit log; <see cref="Anonymous"/> without a key.</param>
/// <param name="Name">Whose key it is.</param>
/// <param name="Roles">What it may now.</param>
/// <param name="Source">The only source of events that it may send as; null: any.</param>
/// <param name="Coach">Whose clients it may look at (a <c>trainer_id</c>), for the role coach.</param>
public sealed record Caller(string KeyId, string Name, RoleSet Roles, string? Source = null, string? Coach = null)
{
    /// <summary>The id that stands for "no key was shown".</summary>
    public const string Anonymous = "anonymous";
}

/// <summary>What is wrong with the key that was shown.</summary>
public enum KeyFault
{
    /// <summary>No key was shown, and none is not enough.</summary>
    Missing,

    /// <summary>The text has not the shape of a key.</summary>
    Malformed,

    /// <summary>No such key: neither its id nor its secret is told apart.</summary>
    Unknown,

    /// <summary>It was right once, and its time is over.</summary>
    Expired,

    /// <summary>It was right once, and was taken back.</summary>
    Revoked,

    /// <summary>Too many wrong keys came from there; the wait is in <see cref="Verdict.Wait"/>.</summary>
    LockedOut,
}

/// <summary>The judgement on a key: a caller, or what is wrong.</summary>
public readonly record struct Verdict
{
    private Verdict(Caller? caller, KeyFault fault, TimeSpan wait)
    {
        Caller = caller;
        Fault = fault;
        Wait = wait;
    }

    /// <summary>Null when the key is not good.</summary>
    public Caller? Caller { get; }

    /// <summary>Says something only without a <see cref="Caller"/>.</summary>
    public KeyFault Fault { get; }

    /// <summary>How long to stay away, for <see cref="KeyFault.LockedOut"/>.</summary>
    public TimeSpan Wait { get; }

    internal static Verdict Of(Caller caller) => new(caller, default, default);

    internal static Verdict Of(KeyFault fault, TimeSpan wait = default) => new(null, fault, wait);
}
