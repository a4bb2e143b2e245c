using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>Writes events as lines of JSON in the envelope of the specification: one object a line (NDJSON).</summary>
internal sealed class EventJson(IBufferWriter<byte> output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { SkipValidation = true });

    public void WriteLine(Happening happening)
    {
        var actor = happening.Actor;
        _json.WriteStartObject();
        _json.WriteString("id"u8, happening.Id);
        WriteTime("timestamp", happening.At);
        if (actor.UserId is { } user)
        {
            _json.WriteString("userId"u8, user);
        }

        if (actor.SessionId is { } session)
        {
            _json.WriteString("sessionId"u8, session);
        }

        _json.WriteString("eventType"u8, WireName.Of(happening.Kind.Type));
        _json.WriteString("category"u8, happening.Kind.Category);
        _json.WriteString("action"u8, happening.Kind.Action);
        WriteHeadline(happening);
        _json.WriteStartObject("properties"u8);
        foreach (var value in happening.Values)
        {
            _json.WritePropertyName(value.Field.JsonName);
            WriteValue(value);
        }

        _json.WriteEndObject();
        Write(actor.Device);
        Write(actor.Segment);
        Write(actor.Consent);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();

    /// <summary><c>label</c> and <c>value</c> repeat the first text and the first number, as generic tools expect; never one about a body.</summary>
    private void WriteHeadline(Happening happening)
    {
        if (happening.Values.FirstOrDefault(value => value.Text is not null && value.Field is not TextField && IsHarmless(value)) is { Text: { } label })
        {
            _json.WriteString("label"u8, label);
        }

        if (happening.Values.FirstOrDefault(value => value.Text is null && value.Field is not null && IsHarmless(value)) is { Field: not null } number)
        {
            _json.WritePropertyName("value"u8);
            WriteValue(number);
        }
    }

    private static bool IsHarmless(FieldValue value) => value.Field.Sensitivity <= Sensitivity.Internal;

    private void WriteValue(FieldValue value)
    {
        switch (value.Field)
        {
            case MoneyField:
                _json.WriteNumberValue(value.Amount);
                break;
            case NumberField:
                _json.WriteNumberValue(value.Number);
                break;
            default:
                _json.WriteStringValue(value.Text);
                break;
        }
    }

    private void Write(Device device)
    {
        _json.WriteStartObject("deviceInfo"u8);
        _json.WriteString("platform"u8, WireName.Of(device.Platform));
        _json.WriteString("appVersion"u8, device.AppVersion);
        _json.WriteString("osVersion"u8, device.OsVersion);
        WriteIfAny("deviceModel", device.Model);
        WriteIfAny("screenSize", device.ScreenSize);
        WriteIfAny("connectionType", device.Connection);
        _json.WriteEndObject();
    }

    private void Write(Segment? segment)
    {
        if (segment is null)
        {
            return;
        }

        _json.WriteStartObject("userSegment"u8);
        _json.WriteString("tier"u8, WireName.Of(segment.Tier));
        _json.WriteString("goal"u8, WireName.Of(segment.Goal));
        _json.WriteString("ageBand"u8, WireName.Of(segment.AgeBand));
        _json.WriteString("country"u8, segment.Country);
        _json.WriteEndObject();
    }

    private void Write(Consent consent)
    {
        _json.WriteStartObject("privacyFlags"u8);
        _json.WriteBoolean("canTrack"u8, consent.CanTrack);
        _json.WriteBoolean("canProfile"u8, consent.CanProfile);
        _json.WriteBoolean("canShare"u8, consent.CanShare);
        WriteTime("consentDate", consent.Since);
        _json.WriteString("consentVersion"u8, consent.Version);
        _json.WriteEndObject();
    }

    private void WriteIfAny(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteTime(string name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[24];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _json.WriteString(name, text[..length]);
    }
}
