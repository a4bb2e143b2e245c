namespace Analytics.Cli.Events.Sending;

/// <summary>One line of an NDJSON input.</summary>
/// <param name="Number">Counted from 1, empty lines too.</param>
/// <param name="EndOffset">The input's position after the line, in bytes.</param>
/// <param name="Json">The event, without the line break.</param>
internal sealed record EventLine(long Number, long EndOffset, ReadOnlyMemory<byte> Json);

/// <summary>The events of one request, in the order of the input.</summary>
/// <param name="Sequence">Counted from 0: which batch of the run it is.</param>
/// <param name="Lines">At least one.</param>
internal sealed record EventBatch(long Sequence, IReadOnlyList<EventLine> Lines)
{
    public long EndOffset => Lines[^1].EndOffset;

    public long LastLine => Lines[^1].Number;
}
