using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Tests.Access;

/// <summary>A key file in a folder of its own, the keys' texts, and the control that reads it, on a clock that tests move.</summary>
internal sealed class SomeKeys : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-keys-").FullName;
    private readonly List<AccessKey> _keys = [];
    private AccessControl? _control;

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    public string File => Path.Combine(_folder, "keys.json");

    public PipelineVitals Vitals { get; } = new(TimeProvider.System);

    public IReadOnlyList<AccessKey> Keys => _keys;

    /// <summary>Made at the first use: make the keys before.</summary>
    public AccessControl Control => _control ??= Open(anonymous: false);

    public AccessControl Open(bool anonymous, AccessKey? administrator = null) => _control = AccessControl.Open(
        new AccessSettings { KeyFile = File, Anonymous = anonymous ? RoleSet.Of(Role.Ingest) : default, Administrator = administrator }, Vitals, Clock, NullLogger.Instance);

    /// <summary>Adds a key to the file; returns its text.</summary>
    public string Add(Role role, Func<AccessKey, AccessKey>? but = null)
    {
        var (id, text) = KeyText.New();
        var key = new AccessKey { Id = id, Name = WireName.Of(role), Hash = KeyText.HashOf(text), Roles = RoleSet.Of(role), Created = Clock.GetUtcNow(), Coach = role == Role.Coach ? "trn_1" : null };
        _keys.Add(but is null ? key : but(key));
        Write();
        return text;
    }

    /// <summary>Changes the key that was added last.</summary>
    public void Change(Func<AccessKey, AccessKey> how)
    {
        _keys[^1] = how(_keys[^1]);
        Write();
    }

    public void Dispose()
    {
        _control?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Write() => System.IO.File.WriteAllText(File, KeyFile.Print(_keys));
}

/// <summary>A clock that stands still until it is set; its timers fire when it is set past them.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    private readonly List<SetTimer> _timers = [];
    private DateTimeOffset _now = now;
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _elapsed.Ticks;

    /// <summary>Somebody sets the time of day; no time goes by.</summary>
    public void Set(TimeSpan by) => _now += by;

    public void Advance(TimeSpan by)
    {
        _now += by;
        _elapsed += by;
        _timers.ForEach(timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SetTimer(() => callback(state));
        _timers.Add(timer);
        return timer;
    }

    private sealed class SetTimer(Action fire) : ITimer
    {
        private bool _stopped;

        public void Fire()
        {
            if (!_stopped)
            {
                fire();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _stopped = true;

        public ValueTask DisposeAsync()
        {
            _stopped = true;
            return ValueTask.CompletedTask;
        }
    }
}
