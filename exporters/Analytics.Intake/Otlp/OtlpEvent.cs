using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Otlp;

/// <summary>
/// Writes a log record as an event of the JSON door, so that both doors have one validation, one privacy gate and one fingerprint: the same event sent
/// through the one and through the other is a repeat. Used again for the next record.
/// </summary>
internal sealed class OtlpEvent(EventContract contract) : IDisposable
{
    /// <summary>Attributes of a resource are repeated in each of its events: longer ones than any field takes are left out.</summary>
    private const int LongestOfResource = 256;

    private readonly ByteBuffer _json = new(4096);
    private readonly List<(OtlpName Name, OtlpRecord From, OtlpAttribute Value)> _chosen = [];

    /// <summary>The event.</summary>
    public ReadOnlySpan<byte> Json => _json.Written;

    /// <summary>When it was observed, in microseconds since 1970; 0 when nobody said.</summary>
    public long Observed { get; private set; }

    /// <summary>Writes the event of a record; the fault is set when the record is none.</summary>
    public Fault? Write(OtlpRecord resource, OtlpRecord record)
    {
        _json.Clear();
        Observed = (long)(record.Observed / 1000);
        Choose(resource, record);
        var name = NameOf(record);
        var dot = name.LastIndexOf((byte)'.');
        var category = dot < 0 ? name : name[..dot];
        var action = dot < 0 ? default : name[(dot + 1)..];
        var plan = contract.Find(category, action);

        _json.WriteByte((byte)'{');
        Text("timestamp", Time(record.Time != 0 ? record.Time : record.Observed));
        // Of an unknown kind any type will do: what is wrong with it is the name.
        Text("eventType", System.Text.Encoding.UTF8.GetBytes(plan?.TypeName ?? WireName.Of(EventType.UserAction)));
        Text("category", category);
        Text("action", action);
        Members(OtlpPlace.Envelope, plan);
        Object("deviceInfo", OtlpPlace.Device, plan);
        Object("userSegment", OtlpPlace.Segment, plan);
        Object("privacyFlags", OtlpPlace.Privacy, plan);
        Object("properties", OtlpPlace.Properties, plan);
        _json.WriteByte((byte)'}');
        return record.HasTooMany || resource.HasTooMany ? new Fault(Refusal.TooLarge, "$", $"expected at most {OtlpRecord.MostAttributes} attributes of a record, and of its resource")
            : name.IsEmpty ? new Fault(Refusal.NotAnEvent, "eventName", "expected a log record with an event name, in its field or in the attribute event.name") : null;
    }

    public void Dispose() => _json.Dispose();

    private static ReadOnlySpan<byte> NameOf(OtlpRecord record)
    {
        if (!record.EventName.IsEmpty)
        {
            return record.TextOf(record.EventName);
        }

        foreach (var attribute in record.Attributes)
        {
            if (attribute.Kind == OtlpKind.Text && System.Text.Ascii.Equals(record.TextOf(attribute.Key), OtlpNames.EventName))
            {
                return record.TextOf(attribute.Text);
            }
        }

        return default;
    }

    /// <summary>A record's own attribute goes before one of its resource, and a name before its fallback.</summary>
    private void Choose(OtlpRecord resource, OtlpRecord record)
    {
        _chosen.Clear();
        if (record.HasTooMany || resource.HasTooMany)
        {
            // Nothing of it is kept: among what is not read might be a no.
            return;
        }

        Choose(record, isResource: false, fallbacks: false);
        Choose(record, isResource: false, fallbacks: true);
        Choose(resource, isResource: true, fallbacks: false);
        Choose(resource, isResource: true, fallbacks: true);
    }

    private void Choose(OtlpRecord from, bool isResource, bool fallbacks)
    {
        foreach (var attribute in from.Attributes)
        {
            var name = OtlpNames.Find(from.TextOf(attribute.Key));
            if (name.Place == OtlpPlace.None || name.IsFallback != fallbacks)
            {
                continue;
            }

            var isOptional = isResource || fallbacks;
            var isOfOne = name.Place == OtlpPlace.Properties || name is { Place: OtlpPlace.Envelope, Name: "id" };
            if (isOptional && ((isResource && (isOfOne || attribute.Text.Length > LongestOfResource)) || _chosen.Exists(other => other.Name.Place == name.Place && other.Name.Name == name.Name)))
            {
                continue;
            }

            _chosen.Add((name, from, attribute));
        }
    }

    private void Object(string name, OtlpPlace place, KindPlan? plan)
    {
        if (!_chosen.Exists(chosen => chosen.Name.Place == place))
        {
            return;
        }

        Name(name);
        _json.WriteByte((byte)'{');
        Members(place, plan);
        _json.WriteByte((byte)'}');
    }

    private void Members(OtlpPlace place, KindPlan? plan)
    {
        foreach (var (name, from, attribute) in _chosen)
        {
            if (name.Place != place)
            {
                continue;
            }

            Name(name.Name);
            var text = from.TextOf(attribute.Text);
            switch (attribute.Kind)
            {
                case OtlpKind.Boolean:
                    _json.Write(attribute.Bits == 0 ? "false"u8 : "true"u8);
                    break;
                case OtlpKind.Integer:
                    _json.WriteNumber(attribute.Bits);
                    break;
                case OtlpKind.Number when double.IsFinite(BitConverter.Int64BitsToDouble(attribute.Bits)):
                    _json.WriteNumber(BitConverter.Int64BitsToDouble(attribute.Bits));
                    break;
                case OtlpKind.Text when name is { Name: "platform", IsFallback: true }:
                    Quoted(System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(text).ToLowerInvariant()));
                    break;
                case OtlpKind.Text when IsNumber(text, place, name.Name, plan):
                    _json.Write(text);
                    break;
                case OtlpKind.Text:
                    Quoted(text);
                    break;
                default:
                    _json.Write("[]"u8);
                    break;
            }
        }
    }

    /// <summary>OTLP has no decimals, and SDKs send them as text: where the catalog wants a number, a text that is one counts as one.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> text, OtlpPlace place, string name, KindPlan? plan)
    {
        if (place != OtlpPlace.Properties || text.Length is 0 or > 40 || plan?.Find(FieldPlace.Properties, System.Text.Encoding.UTF8.GetBytes(name)) is not { Type: FieldType.Number or FieldType.Money })
        {
            return false;
        }

        try
        {
            var reader = new JsonCursor(text);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TokenEnd == text.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Text(string name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            Name(name);
            Quoted(value);
        }
    }

    private void Name(string name)
    {
        if (_json.Written[^1] != '{')
        {
            _json.WriteByte((byte)',');
        }

        Quoted(System.Text.Encoding.UTF8.GetBytes(name));
        _json.WriteByte((byte)':');
    }

    /// <summary>Bytes that are no UTF-8 stay as they are: the reader refuses the text for them.</summary>
    private void Quoted(ReadOnlySpan<byte> text)
    {
        _json.WriteByte((byte)'"');
        foreach (var one in text)
        {
            if (one is (byte)'"' or (byte)'\\')
            {
                _json.WriteByte((byte)'\\');
                _json.WriteByte(one);
            }
            else if (one < 0x20)
            {
                _json.Write("\\u00"u8);
                _json.WriteByte((byte)"0123456789abcdef"[one >> 4]);
                _json.WriteByte((byte)"0123456789abcdef"[one & 15]);
            }
            else
            {
                _json.WriteByte(one);
            }
        }

        _json.WriteByte((byte)'"');
    }

    /// <summary>As the envelope wants it. What was said and is no time must be refused as that, and not be forgotten for the time of observation.</summary>
    private static byte[] Time(ulong nanoseconds) => nanoseconds == 0 ? []
        : nanoseconds == OtlpRecord.Unreadable ? "unreadable"u8.ToArray()
        : System.Text.Encoding.ASCII.GetBytes(UnixTime.FromMicroseconds((long)(nanoseconds / 1000)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
}
