using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Analytics.Intake.Access;

/// <summary>The keys of one reading of the file, by id. Nothing in it changes.</summary>
internal sealed class KeyRing
{
    public static readonly KeyRing Empty = new([]);

    private readonly FrozenDictionary<string, Entry> _entries;
    private readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _byId;

    public KeyRing(IEnumerable<AccessKey> keys)
    {
        _entries = keys.ToFrozenDictionary(key => key.Id, key => new Entry(key), StringComparer.Ordinal);
        _byId = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _entries.Count;

    public bool TryFind(ReadOnlySpan<char> id, [NotNullWhen(true)] out Entry? entry) => _byId.TryGetValue(id, out entry);

    /// <summary>A key and, as long as its roles do not change with time, the caller that it stands for: a request allocates nothing for it.</summary>
    public sealed class Entry(AccessKey key)
    {
        private readonly Caller? _always = key.Grants.Count == 0 ? Make(key, key.Roles) : null;

        public AccessKey Key => key;

        public Caller CallerAt(DateTimeOffset time) => _always ?? Make(key, key.RolesAt(time));

        private static Caller Make(AccessKey key, RoleSet roles) => new(key.Id, key.Name, roles, key.Source, key.Coach);
    }
}
