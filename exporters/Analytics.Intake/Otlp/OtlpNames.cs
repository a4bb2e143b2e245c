using System.Collections.Frozen;
using System.Text;

namespace Analytics.Intake.Otlp;

/// <summary>Where in the envelope an attribute goes.</summary>
internal enum OtlpPlace
{
    /// <summary>Nowhere: it is not meant for us.</summary>
    None,
    Envelope,
    Device,
    Segment,
    Privacy,
    Properties,
}

/// <summary>What an attribute's name means.</summary>
/// <param name="Place">Where it goes.</param>
/// <param name="Name">Its JSON name there.</param>
/// <param name="IsFallback">Whether another attribute with the same meaning goes first.</param>
internal readonly record struct OtlpName(OtlpPlace Place, string Name, bool IsFallback = false);

/// <summary>
/// Attributes of OpenTelemetry's semantic conventions (and our own beside them) as properties of the envelope; the README has the table. Everything else
/// without a dot is one of the event's <c>properties</c>; with a dot it belongs to somebody's namespace, and is not meant for us.
/// </summary>
internal static class OtlpNames
{
    /// <summary>The attribute that names the event where the log record's own field is not set.</summary>
    public const string EventName = "event.name";

    private const int LongestName = 80;

    private static readonly FrozenDictionary<string, OtlpName>.AlternateLookup<ReadOnlySpan<char>> Known = new Dictionary<string, OtlpName>
    {
        ["event.id"] = new(OtlpPlace.Envelope, "id"),
        ["log.record.uid"] = new(OtlpPlace.Envelope, "id", IsFallback: true),
        ["user.id"] = new(OtlpPlace.Envelope, "userId"),
        ["enduser.id"] = new(OtlpPlace.Envelope, "userId", IsFallback: true),
        ["session.id"] = new(OtlpPlace.Envelope, "sessionId"),
        ["event.label"] = new(OtlpPlace.Envelope, "label"),
        ["event.value"] = new(OtlpPlace.Envelope, "value"),
        ["device.platform"] = new(OtlpPlace.Device, "platform"),
        ["os.name"] = new(OtlpPlace.Device, "platform", IsFallback: true),
        ["os.version"] = new(OtlpPlace.Device, "osVersion"),
        ["app.version"] = new(OtlpPlace.Device, "appVersion"),
        ["device.model.name"] = new(OtlpPlace.Device, "deviceModel"),
        ["device.model.identifier"] = new(OtlpPlace.Device, "deviceModel", IsFallback: true),
        ["device.screen_size"] = new(OtlpPlace.Device, "screenSize"),
        ["network.connection.type"] = new(OtlpPlace.Device, "connectionType"),
        ["user.tier"] = new(OtlpPlace.Segment, "tier"),
        ["user.goal"] = new(OtlpPlace.Segment, "goal"),
        ["user.age_band"] = new(OtlpPlace.Segment, "ageBand"),
        ["user.country"] = new(OtlpPlace.Segment, "country"),
        ["privacy.can_track"] = new(OtlpPlace.Privacy, "canTrack"),
        ["privacy.can_profile"] = new(OtlpPlace.Privacy, "canProfile"),
        ["privacy.can_share"] = new(OtlpPlace.Privacy, "canShare"),
        ["privacy.consent_date"] = new(OtlpPlace.Privacy, "consentDate"),
        ["privacy.consent_version"] = new(OtlpPlace.Privacy, "consentVersion"),
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly (string Prefix, OtlpPlace Place)[] Spelled =
        [("properties.", OtlpPlace.Properties), ("deviceInfo.", OtlpPlace.Device), ("userSegment.", OtlpPlace.Segment), ("privacyFlags.", OtlpPlace.Privacy)];

    /// <summary>What an attribute's name means. Names as the envelope spells them (<c>deviceInfo.platform</c>) are taken too.</summary>
    public static OtlpName Find(ReadOnlySpan<byte> utf8)
    {
        Span<char> name = stackalloc char[LongestName];
        if (utf8.IsEmpty || utf8.Length > LongestName || utf8[0] == '{' || !Encoding.UTF8.TryGetChars(utf8, name, out var length))
        {
            return default;
        }

        name = name[..length];
        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }

        foreach (var (prefix, place) in Spelled)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new OtlpName(place, name[prefix.Length..].ToString());
            }
        }

        return name.Contains('.') ? default : new OtlpName(OtlpPlace.Properties, name.ToString());
    }
}
