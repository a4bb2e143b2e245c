namespace Analytics.Testing.Peers;

/// <summary>
/// Ends the peers that a whole test run shares, as a fixture of the test assembly. Left to the end of the process, the deletion of a server with hundreds of
/// databases takes seconds in which the runner believes that a thread hangs.
/// </summary>
public sealed class SharedPeers : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        PeerProcess.DiscardAll();
        return ValueTask.CompletedTask;
    }
}
