using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Analytics.Catalog;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>
/// What the numbers of one segment mean: its own list of names (<see cref="EventContract.Names"/>), held against this release's catalog. Fields and
/// values that the catalog does not declare any more are left out when an event is read; kinds that it does not declare become refusals.
/// </summary>
internal sealed class LogNames
{
    private readonly EventContract _contract;
    private readonly List<(string Name, KindPlan? Now, List<(FieldPlan? Now, FieldType Then, int[] Choices)> Fields)> _kinds = [];

    private LogNames(EventContract contract, bool current, string version)
    {
        Version = version;
        _contract = contract;
        IsCurrent = current;
    }

    /// <summary>Whether the segment was written with this very catalog; then nothing needs translating.</summary>
    public bool IsCurrent { get; }

    public static LogNames Read(ReadOnlySpan<byte> names, EventContract contract)
    {
        if (names.SequenceEqual(contract.Names))
        {
            return new LogNames(contract, current: true, contract.Version);
        }

        var read = new LogNames(contract, current: false, EventContract.VersionOf(names));
        foreach (var line in Encoding.UTF8.GetString(names).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            read.Add(line.Split(' '));
        }

        return read;
    }

    /// <summary>The fingerprint of the catalog that the segment was written with.</summary>
    public string Version { get; }

    public EventKind? KindOf(int index) => IsCurrent ? _contract.Kinds[index].Kind : _kinds[index].Now?.Kind;

    public string NameOf(int index) => IsCurrent ? _contract.Kinds[index].Kind.Name : _kinds[index].Name;

    /// <summary>Rewrites an event of the segment into the form of this release's catalog.</summary>
    public byte[] Translate(ReadOnlySpan<byte> data, int kind)
    {
        var (_, plan, fields) = _kinds[kind];
        var kept = new SortedDictionary<int, long>();
        var left = EventLayout.PresentMask(data);
        for (var at = EventLayout.Slots; left != 0; left &= left - 1, at += 8)
        {
            var (now, then, choices) = fields[BitOperations.TrailingZeroCount(left)];
            var bits = BinaryPrimitives.ReadInt64LittleEndian(data[at..]);
            if (now is not null && now.Type == then && (then != FieldType.Choice || choices[bits] >= 0))
            {
                kept[now.Slot] = then == FieldType.Choice ? choices[bits] : bits;
            }
        }

        // The texts stay as they are: their offsets count from where they begin.
        var texts = data[EventLayout.TextsAt(data)..];
        var result = new byte[EventLayout.Slots + (8 * kept.Count) + texts.Length];
        data[..EventLayout.Slots].CopyTo(result);
        BinaryPrimitives.WriteInt32LittleEndian(result, result.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(EventLayout.Kind), (ushort)plan!.Index);
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(EventLayout.Present), kept.Keys.Aggregate(0UL, (mask, slot) => mask | (1UL << slot)));
        var to = EventLayout.Slots;
        foreach (var bits in kept.Values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(to), bits);
            to += 8;
        }

        texts.CopyTo(result.AsSpan(to));
        return result;
    }

    private void Add(string[] words)
    {
        if (words[0] == "kind")
        {
            _kinds.Add((words[1], _contract.Kinds.FirstOrDefault(plan => plan.Kind.Name == words[1]), []));
            return;
        }

        var (_, plan, fields) = _kinds[^1];
        var now = plan?.Fields.FirstOrDefault(field => field.Path == words[1]);
        var choices = words.Length > 2 && now?.Field is ChoiceField choice ? words[2].Split(',').Select(value => choice.Values.ToList().IndexOf(value)).ToArray() : [];
        fields.Add((now, Enum.Parse<FieldType>(words[0], ignoreCase: true), choices));
    }
}
