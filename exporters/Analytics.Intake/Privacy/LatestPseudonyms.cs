using System.Buffers.Binary;

namespace Analytics.Intake.Privacy;

/// <summary>
/// Ids with their pseudonyms, each in the one place its hash names; a newer id takes the place of an older one. Fixed in size, only in memory, compared
/// byte by byte. For one thread at a time.
/// </summary>
internal sealed class LatestPseudonyms
{
    /// <summary>The events of a request are about few, and a table that leaves the near caches costs as much as the hash that it saves.</summary>
    private const int Places = 2048;

    private const int PlaceSize = 64;
    private const int MaxIdLength = PlaceSize - EventLayout.PseudonymSize - 1;

    private readonly byte[] _places = new byte[Places * PlaceSize];

    /// <summary>Writes the pseudonym of an id that is remembered; tells the id's place otherwise.</summary>
    public bool TryFind(ReadOnlySpan<byte> id, Span<byte> pseudonym, out int place)
    {
        place = PlaceOf(id) * PlaceSize;
        var found = _places.AsSpan(place, PlaceSize);
        if (found[0] != id.Length || !found.Slice(1, id.Length).SequenceEqual(id))
        {
            return false;
        }

        found[^EventLayout.PseudonymSize..].CopyTo(pseudonym);
        return true;
    }

    /// <summary>Remembers an id at its place, unless it is too long for that.</summary>
    public void Put(int place, ReadOnlySpan<byte> id, ReadOnlySpan<byte> pseudonym)
    {
        if (id.Length <= MaxIdLength)
        {
            var to = _places.AsSpan(place, PlaceSize);
            to[0] = (byte)id.Length;
            id.CopyTo(to[1..]);
            pseudonym.CopyTo(to[^EventLayout.PseudonymSize..]);
        }
    }

    /// <summary>Of the length, the first and the last eight bytes: ids differ somewhere there, and if not, one takes the other's place.</summary>
    private static int PlaceOf(ReadOnlySpan<byte> id)
    {
        var (first, last) = id.Length >= sizeof(ulong)
            ? (BinaryPrimitives.ReadUInt64LittleEndian(id), BinaryPrimitives.ReadUInt64LittleEndian(id[^sizeof(ulong)..]))
            : (id.IsEmpty ? 0UL : id[0], id.IsEmpty ? 0UL : id[^1]);
        var mixed = ((first * 0x9E3779B97F4A7C15) ^ last ^ (ulong)id.Length) * 0xC2B2AE3D27D4EB4F;
        return (int)(mixed >> 32) & (Places - 1);
    }
}
