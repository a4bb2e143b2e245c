using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Analytics.Grafana.Schema;

/// <summary>A place in a JSON document that is not as the schema says.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901).</param>
/// <param name="Message">What is wrong.</param>
public sealed record SchemaError(string Pointer, string Message);

/// <summary>One walk through a document: where it is, and what was wrong so far. Pointers and messages are only made when something is.</summary>
/// <param name="isQuiet">Only whether it failed is asked.</param>
internal sealed class SchemaRun(bool isQuiet)
{
    private readonly List<(string? Key, int Index)> _path = [];
    private readonly List<SchemaError> _errors = [];

    public bool HasFailed { get; private set; }

    public IReadOnlyList<SchemaError> Errors => _errors;

    private bool IsQuiet => isQuiet;

    public void Enter(string key) => _path.Add((key, 0));

    public void Enter(int index) => _path.Add((null, index));

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    public void Fail([InterpolatedStringHandlerArgument("")] Message message)
    {
        HasFailed = true;
        if (!isQuiet)
        {
            _errors.Add(new SchemaError(Pointer(), message.ToString()));
        }
    }

    /// <summary>None of several ways to be right was taken: tells what is wrong with the one that comes nearest.</summary>
    public void FailAsTheNearestOf(IEnumerable<Action<SchemaRun>> ways)
    {
        HasFailed = true;
        if (isQuiet)
        {
            return;
        }

        _errors.AddRange(ways.Select(way =>
        {
            var alone = new SchemaRun(isQuiet: false);
            alone._path.AddRange(_path);
            way(alone);
            return alone._errors;
        }).MinBy(errors => errors.Count + (errors.Any(SaysWhichKind) ? 1_000 : 0))!);
    }

    /// <summary>Another kind of thing was meant, not this one done wrong.</summary>
    private bool SaysWhichKind(SchemaError error) => error.Pointer.Length > 5 && error.Pointer[^5..] is "/kind" or "/type" && error.Pointer.Length == Pointer().Length + 5;

    private string Pointer() => string.Concat(_path.Select(step => "/" + (step.Key?.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) ?? FormattableString.Invariant($"{step.Index}"))));

    /// <summary>A message that is not put together while the run is quiet. JSON is cut where it is long.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Message
    {
        private readonly StringBuilder? _text;

        public Message(int literalLength, int formattedCount, SchemaRun run, out bool shouldAppend)
        {
            _ = formattedCount;
            shouldAppend = !run.IsQuiet;
            _text = shouldAppend ? new StringBuilder(literalLength + 32) : null;
        }

        public void AppendLiteral(string text) => _text!.Append(text);

        public void AppendFormatted<T>(T value) => _text!.Append(FormattableString.Invariant($"{value}"));

        public void AppendFormatted(JsonElement value, string format)
        {
            var text = value.GetRawText();
            _text!.Append(format == "short" && text.Length > 60 ? text[..57] + "..." : text);
        }

        public override string ToString() => _text?.ToString() ?? string.Empty;
    }
}
