using System.Text;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stats.Input;

/// <summary>
/// Reads RFC 4180 CSV (UTF-8, header row, LF or CRLF) forward only, one row at a time, without allocating per row. A row whose number of
/// fields differs from the header's is refused with its line; blank lines are skipped.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private const int InitialBuffer = 1 << 18;

    private readonly Stream _stream;
    private readonly (int Start, int Length)[] _fields;
    private byte[] _buffer = new byte[InitialBuffer];
    private byte[] _unquoted = [];
    private int _position;
    private int _filled;
    private bool _ended;
    private long _nextLine = 1;
    private long _blank;
    private bool _rowUnquoted;
    private long _line;
    private long _left = long.MaxValue;
    private readonly long _offset;
    private long? _linesBefore;

    public CsvReader(string path)
    {
        Path = path;
        _stream = Open(path);
        _fields = new (int, int)[4096];
        SkipByteOrderMark();
        FieldCount = -1;
        if (!ReadRow(out var count))
        {
            Dispose();
            throw CommandFailure.Usage($"{path}: the file is empty", "The first line must name the columns.");
        }

        FieldCount = count;
        Header = [.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetString(this[i]).Trim())];
        Array.Resize(ref _fields, count);
    }

    // A part of a file, from the beginning of a row on.
    private CsvReader(CsvReader whole, long from, long to)
    {
        (Path, Header, FieldCount) = (whole.Path, whole.Header, whole.FieldCount);
        _stream = Open(Path);
        _stream.Seek(from, SeekOrigin.Begin);
        (_fields, _offset, _left) = (new (int, int)[FieldCount], from, to - from);
    }

    public string Path { get; }

    public IReadOnlyList<string> Header { get; }

    /// <summary>Line on which the current row begins, from 1.</summary>
    public long Line => _line + (_linesBefore ??= CsvParts.CountLines(Path, _offset));

    public int FieldCount { get; private set; }

    /// <summary>Blank lines passed over between rows so far; those at the end of the file are none.</summary>
    public long BlankLines { get; private set; }

    /// <summary>The current row's field, valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> this[int column]
    {
        get
        {
            var (start, length) = _fields[column];
            return _rowUnquoted ? _unquoted.AsSpan(start, length) : _buffer.AsSpan(start, length);
        }
    }

    public string Text(int column) => Encoding.UTF8.GetString(this[column]);

    /// <summary>The column of this name, or a failure that names the columns there are.</summary>
    public int Column(string name, string? option = null) => OptionalColumn(name) is var found and >= 0
        ? found
        : throw CommandFailure.Usage(
            $"{Path}:1: no column '{name}'; the columns are: {string.Join(", ", Header)}",
            option is null ? $"The header must have a column '{name}'." : $"Name the right column with {option}.");

    /// <summary>The column of this name, or -1; a failure when there are two.</summary>
    public int OptionalColumn(string name)
    {
        var found = -1;
        for (var i = 0; i < Header.Count; i++)
        {
            if (string.Equals(Header[i], name, StringComparison.OrdinalIgnoreCase))
            {
                found = found < 0 ? i : throw CommandFailure.Usage($"{Path}:1: two columns '{name}' (fields {found + 1} and {i + 1})", "Rename one of them.");
            }
        }

        return found;
    }

    /// <summary>Goes to the next row; false at the end of the file.</summary>
    public bool Read()
    {
        _blank = 0;
        if (!ReadRow(out var count))
        {
            return false;
        }

        BlankLines += _blank;
        return count == FieldCount
            ? true
            : throw CommandFailure.Usage($"{Path}:{Line}: {count} fields where the header has {FieldCount}", "Quote fields that hold a comma or a line break.");
    }

    /// <summary>The failure for a field of the current row that does not say what it should.</summary>
    public CommandFailure Bad(int column, string wanted, string? remedy = null)
    {
        var text = Text(column);
        return CommandFailure.Usage(
            $"{Path}:{Line}: column '{Header[column]}' (field {column + 1}): '{(text.Length > 60 ? text[..60] + "..." : text)}' is not {wanted}", remedy);
    }

    /// <summary>
    /// The rows below the header as readers of parts of the file, in order, to be read at the same time; only this one when the file is small or
    /// has quotes, behind which a line break need not end a row. Call before the first <see cref="Read"/>; dispose the parts too.
    /// </summary>
    public IReadOnlyList<CsvReader> Split(int parts)
    {
        var cuts = CsvParts.Cuts(Path, _stream.Length, parts);
        if (cuts.Count == 0)
        {
            return [this];
        }

        // The header's own row is skipped by starting where this reader stands.
        var begin = _stream.Position - (_filled - _position);
        return [.. cuts.Prepend(begin).Zip(cuts.Append(_stream.Length), (from, to) => new CsvReader(this, from, to))];
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path}: {(File.Exists(path) || Directory.Exists(path) ? "cannot be read as a file" : "no such file")}");
        }
    }

    private void SkipByteOrderMark()
    {
        Fill();
        if (_buffer.AsSpan(0, _filled).StartsWith("\uFEFF"u8))
        {
            _position = 3;
        }
    }

    private bool ReadRow(out int count)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_position, _filled - _position);
            var newline = rest.IndexOf((byte)'\n');
            if (newline < 0 && !_ended)
            {
                Fill();
                continue;
            }

            if (rest.IsEmpty)
            {
                count = 0;
                return false;
            }

            _line = _nextLine;
            var row = newline < 0 ? rest : rest[..newline];
            if (row.Contains((byte)'"'))
            {
                if (ReadQuoted(out count))
                {
                    return true;
                }

                continue;
            }

            var start = _position;
            _position += newline < 0 ? row.Length : newline + 1;
            _nextLine++;
            if (row is [.., (byte)'\r'])
            {
                row = row[..^1];
            }

            if (row.IsEmpty)
            {
                _blank++;
                continue;
            }

            _rowUnquoted = false;
            count = Split(row, start);
            return true;
        }
    }

    private int Split(ReadOnlySpan<byte> row, int start)
    {
        var count = 0;
        var fields = _fields;
        while (true)
        {
            var comma = row.IndexOf((byte)',');
            if (count == fields.Length)
            {
                // Too many: the count alone tells Read what is wrong.
                return comma < 0 ? count + 1 : count + 1 + row.Count((byte)',');
            }

            fields[count++] = (start, comma < 0 ? row.Length : comma);
            if (comma < 0)
            {
                return count;
            }

            row = row[(comma + 1)..];
            start += comma + 1;
        }
    }

    // A row with quotes: unquoted into its own buffer; may span lines. False when more bytes are needed first.
    private bool ReadQuoted(out int count)
    {
        if (_unquoted.Length < _buffer.Length)
        {
            _unquoted = new byte[_buffer.Length];
        }

        count = 0;
        int at = _position, written = 0, fieldStart = 0;
        var lines = 1;
        var quoted = false;
        while (true)
        {
            if (at == _filled)
            {
                if (!_ended)
                {
                    Fill();
                    return false;
                }

                if (quoted)
                {
                    throw CommandFailure.Usage($"{Path}:{Line}: a quote is opened and never closed");
                }

                break;
            }

            var c = _buffer[at];
            if (quoted)
            {
                if (c == '"')
                {
                    if (at + 1 == _filled && !_ended)
                    {
                        Fill();
                        return false;
                    }

                    if (at + 1 < _filled && _buffer[at + 1] == '"')
                    {
                        at++;
                    }
                    else
                    {
                        quoted = false;
                        at++;
                        continue;
                    }
                }

                lines += c == '\n' ? 1 : 0;
                _unquoted[written++] = c;
            }
            else if (c == '"' && written == fieldStart)
            {
                quoted = true;
            }
            else if (c == ',')
            {
                AddField(ref count, fieldStart, written);
                fieldStart = written;
            }
            else if (c == '\n')
            {
                at++;
                break;
            }
            else
            {
                _unquoted[written++] = c;
            }

            at++;
        }

        if (written > fieldStart && _unquoted[written - 1] == '\r')
        {
            written--;
        }

        AddField(ref count, fieldStart, written);
        _position = at;
        _nextLine += lines;
        _rowUnquoted = true;
        return true;
    }

    private void AddField(ref int count, int start, int end)
    {
        if (count < _fields.Length)
        {
            _fields[count] = (start, end - start);
        }

        count++;
    }

    private void Fill()
    {
        if (_position > 0)
        {
            _buffer.AsSpan(_position, _filled - _position).CopyTo(_buffer);
            _filled -= _position;
            _position = 0;
        }

        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _stream.Read(_buffer, _filled, (int)Math.Min(_left, _buffer.Length - _filled));
        _filled += read;
        _left -= read;
        _ended = read == 0;
    }
}
