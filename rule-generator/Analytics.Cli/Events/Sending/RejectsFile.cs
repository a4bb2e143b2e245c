using System.Text;
using System.Text.Json;

namespace Analytics.Cli.Events.Sending;

/// <summary>Keeps refused events with their reasons, one JSON object a line: fix <c>event</c>, and send it again.</summary>
internal sealed class RejectsFile(string path, bool append) : IDisposable
{
    private readonly FileStream _file = new(path, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
    private readonly Lock _gate = new();

    /// <summary>Writes one line; several threads may.</summary>
    public void Write(Rejection rejection)
    {
        lock (_gate)
        {
            WriteLine(rejection);
        }
    }

    public void Dispose() => _file.Dispose();

    private void WriteLine(Rejection rejection)
    {
        using (var json = new Utf8JsonWriter(_file, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("line"u8, rejection.Line.Number);
            json.WriteString("id"u8, rejection.Id);
            json.WriteString("code"u8, rejection.Code);
            json.WriteString("path"u8, rejection.Path);
            json.WriteString("message"u8, rejection.Message);
            json.WritePropertyName("event"u8);
            if (rejection.Code == SendCommand.NotJson)
            {
                json.WriteStringValue(Encoding.UTF8.GetString(rejection.Line.Json.Span));
            }
            else
            {
                json.WriteRawValue(rejection.Line.Json.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        _file.WriteByte((byte)'\n');
    }
}
