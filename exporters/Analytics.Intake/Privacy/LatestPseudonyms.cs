using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>
/// Ids with their pseudonyms, each in the one place its hash names; a newer id takes the place of an older one. Fixed in size, only in memory, compared
/// byte by byte. For one thread at a time.
/// </summary>
internal sealed class LatestPseudonyms
{
    private const int Places = 4096;
    private const int PlaceSize = 64;
    private const int MaxIdLength = PlaceSize - EventLayout.PseudonymSize - 1;

    private readonly byte[] _places = new byte[Places * PlaceSize];

    /// <summary>Writes the pseudonym of an id that is remembered; tells the id's place otherwise.</summary>
    public bool TryFind(ReadOnlySpan<byte> id, Span<byte> pseudonym, out int place)
    {
        place = (IdHash.Of(id) & (Places - 1)) * PlaceSize;
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
}
