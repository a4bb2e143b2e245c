using System.Globalization;
using System.Text;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stats.Output;

/// <summary>Writes CSV: LF, shortest round-trip numbers, empty for null, quotes only where needed.</summary>
internal sealed class CsvOut : IDisposable
{
    private readonly StreamWriter _writer;

    public CsvOut(string path, params string[] header)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            _writer = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path}: cannot be written: {failure.Message}");
        }

        Row(header);
    }

    public void Row(params ReadOnlySpan<object?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
            {
                _writer.Write(',');
            }

            _writer.Write(Show(cells[i]));
        }

        _writer.Write('\n');
    }

    public void Dispose() => _writer.Dispose();

    private static string Show(object? cell) => cell switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        string text => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
