using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>The catalog's event kinds, prepared for reading JSON and the log. One for a process; immutable.</summary>
internal sealed class EventContract
{
    private const int LongestName = 128;

    private readonly FrozenDictionary<string, KindPlan>.AlternateLookup<ReadOnlySpan<char>> _byName;

    public EventContract(CatalogIndex catalog)
    {
        Kinds = [.. catalog.Events.Select((kind, index) => new KindPlan(kind, index))];
        ByKind = Kinds.ToFrozenDictionary(plan => plan.Kind);
        _byName = Kinds.ToFrozenDictionary(plan => plan.Kind.Name, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Names = Encoding.UTF8.GetBytes(Describe(Kinds));
        Version = VersionOf(Names);
    }

    public static EventContract Default { get; } = new(CatalogIndex.Default);

    public IReadOnlyList<KindPlan> Kinds { get; }

    public FrozenDictionary<EventKind, KindPlan> ByKind { get; }

    /// <summary>
    /// What the numbers in the log mean, as text: a line for each kind, field and choice. Each segment begins with it, so that a later release with
    /// another catalog still reads what this one wrote.
    /// </summary>
    public byte[] Names { get; }

    /// <summary>The catalog's fingerprint: 12 hexadecimal digits, others for any other set of kinds, fields and choices.</summary>
    public string Version { get; }

    public static string VersionOf(ReadOnlySpan<byte> names) => Convert.ToHexStringLower(SHA256.HashData(names).AsSpan(0, 6));

    /// <summary>The kind of a category and an action, or null.</summary>
    public KindPlan? Find(ReadOnlySpan<byte> category, ReadOnlySpan<byte> action)
    {
        if (category.Length + action.Length + 1 > LongestName)
        {
            return null;
        }

        Span<char> name = stackalloc char[LongestName];
        Utf8.ToUtf16(category, name, out _, out var length);
        name[length++] = '.';
        Utf8.ToUtf16(action, name[length..], out _, out var rest);
        return _byName.TryGetValue(name[..(length + rest)], out var plan) ? plan : null;
    }

    private static string Describe(IEnumerable<KindPlan> kinds)
    {
        var text = new StringBuilder();
        foreach (var kind in kinds)
        {
            text.Append("kind ").Append(kind.Kind.Name).Append('\n');
            foreach (var field in kind.Fields)
            {
                text.Append(field.Type.ToString().ToLowerInvariant()).Append(' ').Append(field.Path);
                if (field.Field is ChoiceField choice)
                {
                    text.Append(' ').AppendJoin(',', choice.Values);
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }
}
