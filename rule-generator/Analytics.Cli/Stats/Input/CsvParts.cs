namespace Analytics.Cli.Stats.Input;

/// <summary>Where a large CSV file can be cut into parts that are read at the same time.</summary>
internal static class CsvParts
{
    private const long SmallestPart = 16L << 20;
    private const int Block = 1 << 20;

    /// <summary>Offsets at which a row begins, ascending, about evenly spaced; none for a file that is small or has quotes.</summary>
    public static IReadOnlyList<long> Cuts(string path, long length, int parts)
    {
        parts = (int)Math.Min(parts, length / SmallestPart);
        if (parts < 2 || HasQuotes(path))
        {
            return [];
        }

        using var file = File.OpenHandle(path);
        var buffer = new byte[Block];
        var cuts = new List<long>();
        for (var i = 1; i < parts; i++)
        {
            var at = length / parts * i;
            for (var read = RandomAccess.Read(file, buffer, at); read > 0; read = RandomAccess.Read(file, buffer, at))
            {
                var newline = buffer.AsSpan(0, read).IndexOf((byte)'\n');
                at += newline < 0 ? read : newline + 1;
                if (newline >= 0)
                {
                    break;
                }
            }

            if (at < length && (cuts.Count == 0 || at > cuts[^1]))
            {
                cuts.Add(at);
            }
        }

        return cuts;
    }

    /// <summary>Line breaks before an offset: only asked for when a row is to be named in a message.</summary>
    public static long CountLines(string path, long offset)
    {
        long lines = 0;
        Blocks(path, offset, block =>
        {
            lines += block.Count((byte)'\n');
            return true;
        });
        return lines;
    }

    private static bool HasQuotes(string path)
    {
        var found = false;
        Blocks(path, long.MaxValue, block => !(found = block.Contains((byte)'"')));
        return found;
    }

    private static void Blocks(string path, long end, Func<ReadOnlySpan<byte>, bool> next)
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[Block];
        for (long at = 0; at < end;)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(Block, end - at)), at);
            if (read == 0 || !next(buffer.AsSpan(0, read)))
            {
                return;
            }

            at += read;
        }
    }
}
