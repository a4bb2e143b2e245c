using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>Writes the answer to a request while its events are being read: one result for each event, one error for each refused one.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private static readonly byte[][] RefusalCodes = [.. WireName.All<Refusal>().Select(System.Text.Encoding.UTF8.GetBytes)];

    private static readonly byte[][] SuppressionCodes = [.. WireName.All<Suppression>().Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>How the result of each event begins.</summary>
    private static readonly byte[][] Heads = [.. Enumerable.Range(0, DoorLimits.MaxEvents).Select(index => System.Text.Encoding.UTF8.GetBytes($"{(index == 0 ? "" : ",")}{{\"index\":{index},\"id\":"))];

    private readonly ByteBuffer _results = new(16 * 1024);
    private readonly ByteBuffer _errors = new(1024);
    private readonly List<(int Start, int Length)> _ids = [];

    /// <summary>How many bytes of memory it keeps for the next answer.</summary>
    public int HeldBytes => _results.Capacity + _errors.Capacity;

    /// <summary>How many events have an outcome.</summary>
    public int Count => _ids.Count;

    public int Accepted { get; private set; }

    public int Rejected { get; private set; }

    public int Dropped { get; private set; }

    public int Duplicates { get; private set; }

    public void Clear()
    {
        _results.Clear();
        _errors.Clear();
        _ids.Clear();
        Accepted = Rejected = Dropped = Duplicates = 0;
    }

    /// <summary>Taken, maybe with something that the sender should know: the first warning gives the code, the others stand beside it.</summary>
    /// <param name="idInJson">The id as it stood in the request.</param>
    /// <param name="warnings">What the sender should know.</param>
    /// <param name="erasure">The number of the erasure that the event asks for, or null.</param>
    public void Accept(ReadOnlySpan<byte> idInJson, List<Warning> warnings, Guid? erasure = null)
    {
        Accepted++;
        Begin(idInJson);
        if (warnings.Count == 0)
        {
            _results.Write("\"outcome\":\"ok\""u8);
            End(erasure);
            return;
        }

        _results.Write("\"outcome\":\"warning\","u8);
        WriteWarning(_results, warnings[0]);
        for (var i = 1; i < warnings.Count; i++)
        {
            _results.Write(i == 1 ? ",\"also\":[{"u8 : "},{"u8);
            WriteWarning(_results, warnings[i]);
        }

        _results.Write(warnings.Count > 1 ? "}]"u8 : []);
        End(erasure);
    }

    /// <summary>A repeat: the sender wants to know that the event is safe, and it is.</summary>
    public void AcceptAgain(ReadOnlySpan<byte> idInJson, Guid? erasure = null)
    {
        Accepted++;
        Duplicates++;
        Begin(idInJson);
        _results.Write("\"outcome\":\"ok\",\"code\":\"duplicate\""u8);
        End(erasure);
    }

    public void Drop(ReadOnlySpan<byte> idInJson, Suppression reason)
    {
        Dropped++;
        Begin(idInJson);
        _results.Write("\"outcome\":\"dropped\",\"code\":\""u8);
        _results.Write(SuppressionCodes[(int)reason]);
        _results.Write("\",\"path\":\"privacyFlags.canTrack\",\"message\":\"the person does not allow it; only counted\"}"u8);
    }

    /// <summary>The first fault gives the code; the others stand beside it, so that one round trip shows all.</summary>
    public void Reject(ReadOnlySpan<byte> idInJson, IReadOnlyList<Fault> faults)
    {
        Rejected++;
        Begin(idInJson);
        _results.Write("\"outcome\":\"rejected\","u8);
        WriteFault(_results, faults[0]);
        _results.WriteByte((byte)'}');

        _errors.Write(Rejected == 1 ? "{\"index\":"u8 : ",{\"index\":"u8);
        _errors.WriteNumber(_ids.Count - 1);
        _errors.Write(",\"id\":"u8);
        WriteId(_errors, idInJson);
        WriteFault(_errors, faults[0]);
        if (faults.Count > 1)
        {
            _errors.Write(",\"also\":["u8);
            for (var i = 1; i < faults.Count; i++)
            {
                _errors.Write(i == 1 ? "{"u8 : ",{"u8);
                WriteFault(_errors, faults[i]);
                _errors.WriteByte((byte)'}');
            }

            _errors.WriteByte((byte)']');
        }

        _errors.WriteByte((byte)'}');
    }

    /// <summary>The whole answer.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="batchIdInJson">The batch id as it stood in the request, escapes included.</param>
    public void WriteTo(ByteBuffer into, ReadOnlySpan<byte> batchIdInJson)
    {
        into.Write("{\"accepted\":"u8);
        into.WriteNumber(Accepted);
        into.Write(",\"rejected\":"u8);
        into.WriteNumber(Rejected);
        into.Write(",\"dropped\":"u8);
        into.WriteNumber(Dropped);
        into.Write(",\"duplicates\":"u8);
        into.WriteNumber(Duplicates);
        into.Write(",\"errors\":["u8);
        into.Write(_errors.Written);
        into.Write("],\"results\":["u8);
        into.Write(_results.Written);
        into.Write("],\"batchId\":\""u8);
        into.Write(batchIdInJson);
        into.Write("\"}"u8);
    }

    /// <summary>The answer to a request that was read, and is turned away whole for the time being: every event of it is to be sent again.</summary>
    public void WriteRetry(ByteBuffer into, RequestRefusal code, string message)
    {
        using var results = new ByteBuffer(Math.Max(1024, _ids.Count * 64));
        for (var i = 0; i < _ids.Count; i++)
        {
            var (start, length) = _ids[i];
            results.Write(Heads[i]);
            WriteId(results, _results.Written.Slice(start, length));
            results.Write("\"outcome\":\"retry\",\"code\":"u8);
            WriteText(results, WireName.Of(code));
            results.WriteByte((byte)'}');
        }

        WriteRefusal(into, code, message, results.Written);
    }

    /// <summary>The answer to a request that is turned away whole.</summary>
    public static void WriteRefusal(ByteBuffer into, RequestRefusal code, string message, ReadOnlySpan<byte> results = default)
    {
        var name = WireName.Of(code);
        into.Write("{\"accepted\":0,\"rejected\":0,\"dropped\":0,\"duplicates\":0,\"errors\":[{\"code\":"u8);
        WriteText(into, name);
        into.Write(",\"path\":\"$\",\"message\":"u8);
        WriteText(into, message);
        into.Write("}],\"results\":["u8);
        into.Write(results);
        into.Write("],\"batchId\":null,\"error\":"u8);
        WriteText(into, name);
        into.Write(",\"reason\":"u8);
        WriteText(into, name);
        into.Write(",\"message\":"u8);
        WriteText(into, message);
        into.WriteByte((byte)'}');
    }

    public void Dispose()
    {
        _results.Dispose();
        _errors.Dispose();
    }

    private void Begin(ReadOnlySpan<byte> idInJson)
    {
        _results.Write(Heads[_ids.Count]);
        WriteId(_results, idInJson);
        // Behind the id stand its quotation mark and a comma.
        _ids.Add(idInJson.IsEmpty ? default : (_results.Length - idInJson.Length - 2, idInJson.Length));
    }

    /// <summary>Ends an accepted event's result; where it asks for an erasure, with the number under which that can be queried.</summary>
    private void End(Guid? erasure)
    {
        if (erasure is { } request)
        {
            _results.Write(",\"erasure\":\""u8);
            _results.WriteText(request.ToString("N"));
            _results.WriteByte((byte)'"');
        }

        _results.WriteByte((byte)'}');
    }

    private static void WriteId(ByteBuffer into, ReadOnlySpan<byte> idInJson)
    {
        if (idInJson.IsEmpty)
        {
            into.Write("null,"u8);
            return;
        }

        into.WriteByte((byte)'"');
        into.Write(idInJson);
        into.Write("\","u8);
    }

    private static void WriteFault(ByteBuffer into, Fault fault)
    {
        into.Write("\"code\":\""u8);
        into.Write(RefusalCodes[(int)fault.Code]);
        into.Write("\",\"path\":"u8);
        WriteText(into, fault.Path);
        into.Write(",\"message\":"u8);
        WriteText(into, fault.Message);
    }

    private static void WriteWarning(ByteBuffer into, Warning warning)
    {
        into.Write("\"code\":"u8);
        WriteText(into, warning.Code);
        into.Write(",\"path\":"u8);
        WriteText(into, warning.Path);
        into.Write(",\"message\":"u8);
        WriteText(into, warning.Message);
    }

    private static void WriteText(ByteBuffer into, string text)
    {
        into.WriteByte((byte)'"');
        into.WriteText(System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
        into.WriteByte((byte)'"');
    }
}
