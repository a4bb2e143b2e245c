using System.Net;
using System.Net.Sockets;

namespace Analytics.Intake.Access;

/// <summary>
/// Shuts out who guesses: after <see cref="Failures"/> wrong keys from one address for one key id within <see cref="Window"/>, the pair waits for
/// <see cref="Pause"/>. Keys that nobody has count together, so that guessing ids does not help. Whether a right key is held up, <see cref="AccessControl"/> says.
/// Told by a clock that nobody can set: a jump of the time of day neither shuts anybody out for hours nor lets anybody in.
/// Bounded: when more than <see cref="MaxPairs"/> pairs have failed lately, the one that failed longest ago is forgotten.
/// </summary>
internal sealed class Lockout(TimeProvider clock)
{
    public const int Failures = 10;
    public const int MaxPairs = 10_000;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(UInt128 Address, string Id), LinkedListNode<Tally>> _pairs = [];
    private readonly LinkedList<Tally> _byAge = [];

    /// <summary>How long the pair still has to wait; zero when it need not.</summary>
    public TimeSpan Remaining(IPAddress? address, string id)
    {
        lock (_gate)
        {
            if (_pairs.Count == 0 || !_pairs.TryGetValue((Key(address), id), out var node) || node.Value.Count < Failures)
            {
                return TimeSpan.Zero;
            }

            var remaining = Pause - clock.GetElapsedTime(node.Value.Last);
            if (remaining > TimeSpan.Zero)
            {
                return remaining;
            }

            Forget(node);
            return TimeSpan.Zero;
        }
    }

    public void Failed(IPAddress? address, string id)
    {
        var now = clock.GetTimestamp();
        var key = (Key(address), id);
        lock (_gate)
        {
            var count = 1;
            if (_pairs.TryGetValue(key, out var known))
            {
                count = clock.GetElapsedTime(known.Value.First, now) < Window ? known.Value.Count + 1 : 1;
                Forget(known);
            }
            else if (_pairs.Count == MaxPairs)
            {
                Forget(_byAge.First!);
            }

            _pairs[key] = _byAge.AddLast(new Tally(key, count, count == 1 ? now : known!.Value.First, now));
        }
    }

    /// <summary>A right key clears its pair.</summary>
    public void Succeeded(IPAddress? address, string id)
    {
        lock (_gate)
        {
            if (_pairs.Count > 0 && _pairs.TryGetValue((Key(address), id), out var node))
            {
                Forget(node);
            }
        }
    }

    private void Forget(LinkedListNode<Tally> node)
    {
        _pairs.Remove(node.Value.Key);
        _byAge.Remove(node);
    }

    /// <summary>An IPv4 address, or the first 64 bits of an IPv6 address: whoever has one of a network's addresses has them all.</summary>
    private static UInt128 Key(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[16];
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var written);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && written == 16)
        {
            bytes[8..].Clear();
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private sealed record Tally((UInt128 Address, string Id) Key, int Count, long First, long Last);
}
