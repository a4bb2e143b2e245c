namespace Analytics.Operations;

/// <summary>An expected failure.</summary>
/// <param name="Reason">What is wrong, for a person.</param>
/// <param name="IsPeerAway">Whether it is only that PostgreSQL or Prometheus cannot be reached now.</param>
public sealed record Failure(string Reason, bool IsPeerAway)
{
    public override string ToString() => Reason;
}
