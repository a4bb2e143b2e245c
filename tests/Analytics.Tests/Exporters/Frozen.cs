namespace Analytics.Tests.Exporters;

/// <summary>A context whose thread never gets round to what is posted, because it waits.</summary>
internal sealed class Frozen : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
    }
}
