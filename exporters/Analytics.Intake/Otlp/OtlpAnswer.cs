using System.Text;
using System.Text.Encodings.Web;
using Analytics.Catalog;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Otlp;

/// <summary>
/// What OTLP/HTTP answers: <c>ExportLogsServiceResponse</c> with its partial success, or <c>google.rpc.Status</c>, in the encoding of the request
/// (OTLP specification 1.x, "OTLP/HTTP Response"). Partial success says what is refused for good, never what may be sent again.
/// </summary>
internal sealed class OtlpAnswer
{
    /// <summary>How many records the message names.</summary>
    private const int MostNamed = 20;

    private readonly StringBuilder _message = new();
    private int _named;

    /// <summary>How many records were refused.</summary>
    public int Rejected { get; private set; }

    public void Reject(int index, Fault fault)
    {
        Rejected++;
        Name(index, WireName.Of(fault.Code), fault.Path, fault.Message);
    }

    /// <summary>Tells of a record that was taken, but not as it was sent.</summary>
    public void Warn(int index, Warning warning) => Name(index, warning.Code, warning.Path, warning.Message);

    /// <summary>Writes the response; an empty one says that all is well.</summary>
    public void WriteTo(ByteBuffer into, IntakeForm form)
    {
        if (_named > MostNamed)
        {
            _message.Append(System.Globalization.CultureInfo.InvariantCulture, $"; and {_named - MostNamed} more");
        }

        var message = _message.ToString();
        if (form == IntakeForm.OtlpJson)
        {
            // int64 is a text in the JSON mapping of protobuf.
            into.Write(_named == 0 ? "{}"u8 : "{\"partialSuccess\":{\"rejectedLogRecords\":\""u8);
            if (_named > 0)
            {
                into.WriteNumber(Rejected);
                into.Write("\",\"errorMessage\":\""u8);
                into.WriteText(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(message));
                into.Write("\"}}"u8);
            }
        }
        else if (_named > 0)
        {
            using var partial = new ByteBuffer(256);
            WriteVarint(partial, 1, Rejected);
            WriteText(partial, 2, message);
            WriteHead(into, 1, partial.Length);
            into.Write(partial.Written);
        }
    }

    /// <summary>Writes a <c>google.rpc.Status</c>.</summary>
    public static void WriteStatus(ByteBuffer into, IntakeForm form, int httpStatus, string message)
    {
        // The codes of gRPC that the OTLP specification and the Collector pair with these statuses.
        var code = httpStatus switch { 401 => 16, 403 => 7, 429 => 8, 503 => 14, _ => 3 };
        if (form == IntakeForm.OtlpJson)
        {
            into.Write("{\"code\":"u8);
            into.WriteNumber(code);
            into.Write(",\"message\":\""u8);
            into.WriteText(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(message));
            into.Write("\"}"u8);
            return;
        }

        WriteVarint(into, 1, code);
        WriteText(into, 2, message);
    }

    private void Name(int index, string code, string path, string message)
    {
        if (_named++ < MostNamed)
        {
            _message.Append(_named == 1 ? "" : "; ").Append(System.Globalization.CultureInfo.InvariantCulture, $"record {index}: {code} at {path}: {message}");
        }
    }

    private static void WriteText(ByteBuffer into, int field, string text)
    {
        WriteHead(into, field, Encoding.UTF8.GetByteCount(text));
        into.WriteText(text);
    }

    private static void WriteHead(ByteBuffer into, int field, int length)
    {
        into.WriteByte((byte)((field << 3) | 2));
        Varint(into, (ulong)length);
    }

    private static void WriteVarint(ByteBuffer into, int field, long value)
    {
        if (value != 0)
        {
            into.WriteByte((byte)(field << 3));
            Varint(into, (ulong)value);
        }
    }

    private static void Varint(ByteBuffer into, ulong value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            into.WriteByte((byte)(value | 0x80));
        }

        into.WriteByte((byte)value);
    }
}
