using System.Net;
using System.Security.Cryptography;
using Analytics.Catalog;
using Microsoft.Extensions.Logging;

namespace Analytics.Intake.Access;

/// <summary>
/// Judges keys. The entry type of the room: one for a process, used from all threads. The key file is read again within <see cref="ReloadEvery"/> of
/// a change; a file that cannot be read any more leaves the last good keys in force and an error in the log.
/// </summary>
/// <remarks>
/// One judgement is a SHA-256 of 58 bytes, a lookup and a comparison in constant time: under a microsecond and without an allocation, beside a
/// request that takes a hundred times that. So there is no cache of known headers, which would have to forget revoked keys.
/// </remarks>
public sealed class AccessControl : IDisposable
{
    public static readonly TimeSpan ReloadEvery = TimeSpan.FromSeconds(1);

    private static readonly byte[] NobodysHash = new byte[KeyText.HashSize];

    private readonly AccessSettings _settings;
    private readonly PipelineVitals _vitals;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lockout _lockout;
    private readonly Caller? _anonymous;
    private readonly KeyRing.Entry? _administrator;
    private readonly ITimer? _timer;
    private readonly Lock _loading = new();
    private volatile KeyRing _ring = KeyRing.Empty;
    private string _text = "";

    private AccessControl(AccessSettings settings, PipelineVitals vitals, TimeProvider clock, ILogger logger)
    {
        _settings = settings;
        _vitals = vitals;
        _clock = clock;
        _logger = logger;
        _lockout = new Lockout(clock);
        _anonymous = settings.Anonymous.IsEmpty ? null : new Caller(Caller.Anonymous, Caller.Anonymous, settings.Anonymous);
        _administrator = settings.Administrator is { } key ? new KeyRing.Entry(key) : null;
        if (settings.KeyFile is { } file)
        {
            Load(file);
            _timer = clock.CreateTimer(_ => Load(file), null, ReloadEvery, ReloadEvery);
        }
    }

    /// <summary>How many keys the file holds, dead ones too.</summary>
    public int Keys => _ring.Count;

    /// <summary>Reads the keys and keeps watching their file.</summary>
    public static AccessControl Open(AccessSettings settings, PipelineVitals vitals, TimeProvider clock, ILogger logger) => new(settings, vitals, clock, logger);

    /// <summary>Judges the key that a request showed.</summary>
    /// <param name="shown">The key's text; empty when the request showed none.</param>
    /// <param name="address">Where the request comes from.</param>
    public Verdict Judge(ReadOnlySpan<char> shown, IPAddress? address)
    {
        if (shown.IsEmpty)
        {
            return _anonymous is not null ? Verdict.Of(_anonymous) : Refuse(KeyFault.Missing);
        }

        var wellFormed = KeyText.TryId(shown, out var id);
        // Whoever guesses ids or shapes guesses at one lock: the empty id.
        var pair = "";
        KeyRing.Entry? entry = null;
        if (wellFormed && _ring.TryFind(id, out entry))
        {
            pair = entry.Key.Id;
        }

        // 256 random bits are not guessed, and ids are no secret: if a lock held up the right key too, whoever sends from the same address could shut it out. Only the
        // administrator's own words are guarded by the lock.
        var isRandom = entry is not null;
        entry ??= _administrator;
        Span<byte> hash = stackalloc byte[KeyText.HashSize];
        var isRight = KeyText.TryHash(shown, hash) & CryptographicOperations.FixedTimeEquals(hash, entry is null ? NobodysHash : entry.Key.Hash.Span) & entry is not null;
        if (!(isRight && isRandom) && _lockout.Remaining(address, pair) is var wait && wait > TimeSpan.Zero)
        {
            return Refuse(KeyFault.LockedOut, RequestRefusal.LockedOut, wait);
        }

        if (!isRight || entry is null)
        {
            _lockout.Failed(address, pair);
            return Refuse(wellFormed ? KeyFault.Unknown : KeyFault.Malformed);
        }

        _lockout.Succeeded(address, pair);
        var now = _clock.GetUtcNow();
        return entry.Key switch
        {
            // Whenever that was: by a clock behind the operator's, it would not have been yet.
            { Revoked: not null } => Refuse(KeyFault.Revoked),
            { Expires: { } expires } when expires <= now => Refuse(KeyFault.Expired),
            _ => Verdict.Of(entry.CallerAt(now)),
        };
    }

    /// <summary>Counts a request of a good key that may not do what it asked for.</summary>
    public void CountForbidden() => _vitals.CountRequestRefused(RequestRefusal.Forbidden);

    public void Dispose() => _timer?.Dispose();

    private Verdict Refuse(KeyFault fault, RequestRefusal code = RequestRefusal.Unauthorized, TimeSpan wait = default)
    {
        _vitals.CountRequestRefused(code);
        return Verdict.Of(fault, wait);
    }

    /// <summary>Takes the file's keys when it has changed. Runs at the start and then by the timer.</summary>
    private void Load(string file)
    {
        lock (_loading)
        {
            Reload(file);
        }
    }

    private void Reload(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text = "";
        }

        if (text == _text)
        {
            return;
        }

        _text = text;
        if (KeyFile.Parse(text, out var mistakes) is { } keys)
        {
            _ring = new KeyRing(keys);
            Log.KeysRead(_logger, keys.Count);
        }
        else
        {
            Log.KeysNotRead(_logger, _settings.KeyFile!, string.Join("; ", mistakes));
        }
    }
}
