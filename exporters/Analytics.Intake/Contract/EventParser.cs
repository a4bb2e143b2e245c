using System.Numerics;
using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>
/// Reads one event of the envelope into a draft in one pass. Where <c>properties</c> stands before <c>category</c> and <c>action</c>, it is read
/// when the kind is known. What is wrong with the event becomes faults of the draft; only broken JSON throws (<see cref="JsonException"/>).
/// </summary>
internal sealed class EventParser(EventContract contract)
{
    public const int MaxIdLength = 100;
    public const int MaxPersonLength = 256;
    public const int MaxLabelLength = 100;
    public const int MaxConsentVersionLength = 64;
    private const int MaxNameLength = 64;

    private static readonly string ExpectedType = "expected one of " + string.Join(", ", WireName.All<EventType>());

    /// <summary>What broken clients send for "nobody": counting them as one person ruins every number about people.</summary>
    private static readonly string[] NoPerson = ["null", "undefined", "none", "nil", "nan", "[object object]"];

    /// <summary>The properties of an event, each with its name in quotation marks and the colon behind it.</summary>
    private static readonly (Seen Property, byte[] Quoted)[] Names = [.. Enum.GetValues<Seen>().Where(property => property != Seen.None)
        .Select(property => (property, System.Text.Encoding.UTF8.GetBytes($"\"{JsonNameOf(property)}\":")))];

    /// <summary>The properties of the last event in their order: a sender writes those of the next one in the same.</summary>
    private readonly (Seen Property, byte[] Quoted)[] _order = [.. Names];

    [Flags]
    private enum Seen
    {
        None = 0,
        Id = 1,
        Timestamp = 2,
        User = 4,
        Session = 8,
        Type = 16,
        Category = 32,
        Action = 64,
        Label = 128,
        Value = 256,
        Properties = 512,
        Device = 1024,
        Segment = 2048,
        Privacy = 4096,
    }

    /// <summary>Reads the value on which the reader stands, and leaves the reader on its last token.</summary>
    public void Read(ref JsonCursor reader, EventDraft draft)
    {
        draft.Clear();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            draft.Refuse(Refusal.NotAnObject, "$", "expected an event: a JSON object");
            reader.Skip();
            return;
        }

        var seen = Seen.None;
        TextRef type = default, category = default, action = default;
        JsonCursor properties = default, device = default, segment = default;
        var late = Seen.None;
        for (var place = 0; ReadNext(ref reader, place) is var property && (property != Seen.None || reader.ReadName());)
        {
            property = property == Seen.None ? NameOf(JsonText.Name(ref reader, draft.Texts)) : property;
            if (property == Seen.None)
            {
                draft.UnknownProperty ??= RawName(ref reader);
                reader.Skip();
                continue;
            }

            if ((seen & property) != 0)
            {
                draft.Refuse(Refusal.DuplicateField, JsonNameOf(property), "expected the property once; it stands twice");
            }

            seen |= property;
            Remember(property, place++);
            reader.ReadValue();
            switch (property)
            {
                case Seen.Id:
                    draft.IdInJson = new Range(reader.TokenStart + 1, reader.TokenStart + 1 + reader.ValueSpan.Length);
                    draft.Id = Identifier(ref reader, draft, "id", MaxIdLength);
                    break;
                case Seen.Timestamp:
                    var time = EventTime.Read(ref reader, draft, "timestamp");
                    (draft.OccurredAt, draft.TimeAsSent, draft.HasTime) = (time ?? 0, time ?? 0, time is not null);
                    break;
                case Seen.User:
                    draft.User = Person(ref reader, draft);
                    break;
                case Seen.Session:
                    draft.Session = Identifier(ref reader, draft, "sessionId", MaxPersonLength);
                    break;
                case Seen.Type:
                    type = Text(ref reader, draft, "eventType", MaxNameLength);
                    break;
                case Seen.Category:
                    category = Text(ref reader, draft, "category", MaxNameLength);
                    break;
                case Seen.Action:
                    action = Text(ref reader, draft, "action", MaxNameLength);
                    break;
                case Seen.Label:
                    draft.Label = Text(ref reader, draft, "label", MaxLabelLength);
                    break;
                case Seen.Value:
                    draft.Value = Number(ref reader, draft, "value");
                    break;
                case Seen.Privacy:
                    PrivacyFlagsParser.Read(ref reader, draft);
                    break;
                default:
                    if (draft.Plan is null && !category.IsEmpty && !action.IsEmpty)
                    {
                        draft.Plan = contract.Find(draft.TextOf(category), draft.TextOf(action));
                    }

                    if (!IsObject(ref reader, draft, property))
                    {
                        break;
                    }

                    if (draft.Plan is { } known)
                    {
                        FieldParser.ReadObject(ref reader, draft, known, PlaceOf(property));
                        break;
                    }

                    late |= property;
                    if (property == Seen.Properties)
                    {
                        properties = reader;
                    }
                    else if (property == Seen.Device)
                    {
                        device = reader;
                    }
                    else
                    {
                        segment = reader;
                    }

                    reader.Skip();
                    break;
            }
        }

        draft.Plan ??= contract.Find(draft.TextOf(category), draft.TextOf(action));
        if (draft.Plan is { } plan)
        {
            ReadLate(late & Seen.Properties, ref properties, draft, plan);
            ReadLate(late & Seen.Device, ref device, draft, plan);
            ReadLate(late & Seen.Segment, ref segment, draft, plan);
        }

        Complete(draft, type, category, action, seen);
    }

    /// <summary>Reads the name that the last event had in this place, when it stands here again.</summary>
    private Seen ReadNext(ref JsonCursor reader, int place) =>
        place < _order.Length && reader.TryReadName(_order[place].Quoted) ? _order[place].Property : Seen.None;

    private void Remember(Seen property, int place)
    {
        if (place < _order.Length && _order[place].Property != property)
        {
            _order[place] = Names[BitOperations.Log2((uint)property)];
        }
    }

    private static void ReadLate(Seen place, ref JsonCursor reader, EventDraft draft, KindPlan plan)
    {
        if (place != Seen.None)
        {
            FieldParser.ReadObject(ref reader, draft, plan, PlaceOf(place));
        }
    }

    private static void Complete(EventDraft draft, TextRef type, TextRef category, TextRef action, Seen seen)
    {
        Require(draft, !draft.Id.IsEmpty, "id", "expected an id that no other event of this source has");
        if ((seen & Seen.Timestamp) == 0)
        {
            draft.Refuse(Refusal.MissingField, "timestamp", EventTime.Expected);
        }

        Require(draft, !type.IsEmpty, "eventType", ExpectedType);
        Require(draft, !category.IsEmpty, "category", "expected the first part of an event kind's name");
        Require(draft, !action.IsEmpty, "action", "expected the second part of an event kind's name");
        if (draft.Plan is not { } plan)
        {
            if (!category.IsEmpty && !action.IsEmpty)
            {
                draft.Refuse(Refusal.UnknownKind, "category", "category and action name no event kind of the catalog");
            }
        }
        else
        {
            if (!type.IsEmpty && !Matches(draft.TextOf(type), plan.TypeName))
            {
                draft.Refuse(Refusal.OutOfRange, "eventType", $"expected {plan.TypeName}, the type of {plan.Kind.Name}");
            }

            Require(draft, !plan.NeedsSession || !draft.Session.IsEmpty, "sessionId", "expected the session in which the person did it");
            FieldParser.RequireFields(draft, plan);
        }

        Require(draft, draft.HasPrivacyFlags || !draft.IsAboutSomebody || draft.IsWithdrawal, "privacyFlags", "expected what the person allows, since the event names a user or a session");
    }

    private static void Require(EventDraft draft, bool holds, string path, string message)
    {
        if (!holds)
        {
            draft.RefuseMissing(path, message);
        }
    }

    private static bool IsObject(ref JsonCursor reader, EventDraft draft, Seen property)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            draft.Refuse(Refusal.WrongType, JsonNameOf(property), "expected a JSON object");
        }

        reader.Skip();
        return false;
    }

    /// <summary>A text of the envelope; absent when null or empty.</summary>
    internal static TextRef Text(ref JsonCursor reader, EventDraft draft, string path, int maxLength)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (!JsonText.TryRead(ref reader, draft.Texts, out var text, draft.IsPlain))
            {
                draft.Refuse(Refusal.WrongType, path, "expected text in valid Unicode");
                return default;
            }

            if (JsonText.IsUnfit(ref reader, draft, text, maxLength))
            {
                draft.Refuse(Refusal.OutOfRange, path, $"expected text of at most {maxLength} characters without control characters");
                return default;
            }

            return text;
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            draft.Refuse(Refusal.WrongType, path, "expected text");
            reader.Skip();
        }

        return default;
    }

    /// <summary>A text that names one thing. Blanks name nothing: all clients that send them would be one person, and their events repeats.</summary>
    private static TextRef Identifier(ref JsonCursor reader, EventDraft draft, string path, int maxLength)
    {
        var text = Text(ref reader, draft, path, maxLength);
        if (!text.IsEmpty && JsonText.IsBlank(draft.TextOf(text)))
        {
            draft.Refuse(Refusal.OutOfRange, path, "expected an id with more in it than blanks; leave the property out when there is none");
        }

        return text;
    }

    private static TextRef Person(ref JsonCursor reader, EventDraft draft)
    {
        var person = Identifier(ref reader, draft, "userId", MaxPersonLength);
        var utf8 = draft.TextOf(person);
        if (utf8.Length is > 0 and <= 16)
        {
            foreach (var nobody in NoPerson)
            {
                if (MatchesIgnoringCase(utf8, nobody))
                {
                    draft.Refuse(Refusal.OutOfRange, "userId", "expected the id of one person; leave the property out when nobody is known");
                }
            }
        }

        return person;
    }

    private static double? Number(ref JsonCursor reader, EventDraft draft, string path)
    {
        if (reader.TokenType == JsonTokenType.Number && JsonNumber.TryDouble(ref reader, out var value))
        {
            return value;
        }

        if (reader.TokenType == JsonTokenType.Number)
        {
            draft.Refuse(Refusal.OutOfRange, path, "expected a finite number");
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            draft.Refuse(Refusal.WrongType, path, "expected a number");
            reader.Skip();
        }

        return null;
    }

    private static Seen NameOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => Seen.Id,
        5 when name.SequenceEqual("label"u8) => Seen.Label,
        5 when name.SequenceEqual("value"u8) => Seen.Value,
        6 when name.SequenceEqual("userId"u8) => Seen.User,
        6 when name.SequenceEqual("action"u8) => Seen.Action,
        8 when name.SequenceEqual("category"u8) => Seen.Category,
        9 when name.SequenceEqual("timestamp"u8) => Seen.Timestamp,
        9 when name.SequenceEqual("sessionId"u8) => Seen.Session,
        9 when name.SequenceEqual("eventType"u8) => Seen.Type,
        10 when name.SequenceEqual("properties"u8) => Seen.Properties,
        10 when name.SequenceEqual("deviceInfo"u8) => Seen.Device,
        11 when name.SequenceEqual("userSegment"u8) => Seen.Segment,
        12 when name.SequenceEqual("privacyFlags"u8) => Seen.Privacy,
        _ => Seen.None,
    };

    private static string JsonNameOf(Seen property) => property switch
    {
        Seen.Id => "id",
        Seen.Timestamp => "timestamp",
        Seen.User => "userId",
        Seen.Session => "sessionId",
        Seen.Type => "eventType",
        Seen.Category => "category",
        Seen.Action => "action",
        Seen.Label => "label",
        Seen.Value => "value",
        Seen.Properties => "properties",
        Seen.Device => "deviceInfo",
        Seen.Segment => "userSegment",
        _ => "privacyFlags",
    };

    private static FieldPlace PlaceOf(Seen property) => property switch
    {
        Seen.Properties => FieldPlace.Properties,
        Seen.Device => FieldPlace.Device,
        _ => FieldPlace.Segment,
    };

    /// <summary>A client's own property name for an error's path: shortened, and never broken Unicode.</summary>
    internal static string RawName(ref JsonCursor reader)
    {
        var raw = reader.ValueSpan;
        return System.Text.Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, MaxNameLength)]).Replace('\uFFFD', '?');
    }

    private static bool Matches(ReadOnlySpan<byte> utf8, string text) => System.Text.Ascii.Equals(utf8, text);

    private static bool MatchesIgnoringCase(ReadOnlySpan<byte> utf8, string text) => System.Text.Ascii.EqualsIgnoreCase(utf8, text);
}
