namespace Analytics.Cli.Stack;

/// <summary>How long a part that died must wait: 0.5 s, doubling up to 30 s; one that had been well for a minute starts over at 0.5 s.</summary>
internal sealed class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Well = TimeSpan.FromMinutes(1);
    private TimeSpan _next = First;

    public TimeSpan After(TimeSpan lived)
    {
        var wait = lived >= Well ? First : _next;
        _next = wait * 2 > Longest ? Longest : wait * 2;
        return wait;
    }
}
