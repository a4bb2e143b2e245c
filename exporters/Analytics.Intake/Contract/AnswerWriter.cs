using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>Writes the answer to a request while its events are being read: one result for each event, one error for each refused one.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private static readonly byte[][] RefusalCodes = [.. WireName.All<Refusal>().Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly ByteBuffer _results = new(16 * 1024);
    private readonly ByteBuffer _errors = new(1024);
    private int _index;

    public int Accepted { get; private set; }

    public int Rejected { get; private set; }

    public int Dropped { get; private set; }

    public int Duplicates { get; private set; }

    public void Clear()
    {
        _results.Clear();
        _errors.Clear();
        _index = Accepted = Rejected = Dropped = Duplicates = 0;
    }

    public void Accept(ReadOnlySpan<byte> idInJson, string? unknownProperty)
    {
        Accepted++;
        Begin(idInJson);
        if (unknownProperty is null)
        {
            _results.Write("\"outcome\":\"ok\"}"u8);
        }
        else
        {
            _results.Write("\"outcome\":\"warning\",\"code\":\"unknown_property\",\"path\":"u8);
            WriteText(_results, unknownProperty);
            _results.WriteByte((byte)'}');
        }
    }

    /// <summary>A repeat: the sender wants to know that the event is safe, and it is.</summary>
    public void AcceptAgain(ReadOnlySpan<byte> idInJson)
    {
        Accepted++;
        Duplicates++;
        Begin(idInJson);
        _results.Write("\"outcome\":\"ok\",\"code\":\"duplicate\"}"u8);
    }

    public void Drop(ReadOnlySpan<byte> idInJson)
    {
        Dropped++;
        Begin(idInJson);
        _results.Write("\"outcome\":\"dropped\",\"code\":\"tracking_not_allowed\"}"u8);
    }

    /// <summary>The first fault gives the code; the others stand beside it, so that one round trip shows all.</summary>
    public void Reject(ReadOnlySpan<byte> idInJson, IReadOnlyList<Fault> faults)
    {
        Rejected++;
        Begin(idInJson);
        _results.Write("\"outcome\":\"rejected\",\"code\":\""u8);
        _results.Write(RefusalCodes[(int)faults[0].Code]);
        _results.Write("\"}"u8);

        _errors.Write(Rejected == 1 ? "{\"index\":"u8 : ",{\"index\":"u8);
        _errors.WriteNumber(_index - 1);
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

    /// <summary>The answer to a request that is turned away whole.</summary>
    public static void WriteRefusal(ByteBuffer into, RequestRefusal code, string message)
    {
        var name = WireName.Of(code);
        into.Write("{\"accepted\":0,\"rejected\":0,\"dropped\":0,\"duplicates\":0,\"errors\":[{\"code\":"u8);
        WriteText(into, name);
        into.Write(",\"path\":\"$\",\"message\":"u8);
        WriteText(into, message);
        into.Write("}],\"results\":[],\"batchId\":null,\"error\":"u8);
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
        _results.Write(_index == 0 ? "{\"index\":"u8 : ",{\"index\":"u8);
        _results.WriteNumber(_index++);
        WriteId(_results, idInJson);
    }

    private static void WriteId(ByteBuffer into, ReadOnlySpan<byte> idInJson)
    {
        if (idInJson.IsEmpty)
        {
            into.Write(",\"id\":null,"u8);
            return;
        }

        into.Write(",\"id\":\""u8);
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

    private static void WriteText(ByteBuffer into, string text)
    {
        into.WriteByte((byte)'"');
        into.WriteText(System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
        into.WriteByte((byte)'"');
    }
}
