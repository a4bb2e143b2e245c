using Analytics.Catalog;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Contract;

/// <summary>A text in a draft's own memory.</summary>
internal readonly record struct TextRef(int Offset, int Length)
{
    public bool IsEmpty => Length == 0;
}

/// <summary>Something wrong with an event, or worth a warning.</summary>
/// <param name="Code">Why.</param>
/// <param name="Path">The path in the event; a client's own property names stand in it as they stood in the JSON, escapes included.</param>
/// <param name="Message">What was expected; never the value that was found.</param>
internal readonly record struct Fault(Refusal Code, string Path, string Message);

/// <summary>Something that the sender should know about an event that is taken.</summary>
/// <param name="Code">What: a name in snake_case.</param>
/// <param name="Path">Where in the event.</param>
/// <param name="Message">What was done about it; never a value.</param>
internal readonly record struct Warning(string Code, string Path, string Message);

/// <summary>
/// One event as it was read: checked against the contract, but not admitted. Raw ids of persons live here and nowhere else; the memory is
/// used again for the next event. Only <see cref="PrivacyGate"/> makes something of it that may be kept.
/// </summary>
internal sealed class EventDraft : IDisposable
{
    /// <summary>How many faults of one event are reported.</summary>
    private const int MaxFaults = 8;

    public KindPlan? Plan { get; set; }

    /// <summary>One bit for each field that has a value.</summary>
    public ulong Present { get; set; }

    /// <summary>The values: bits of a number, ten-thousandths of money, index of a choice, or offset and length in <see cref="Texts"/>.</summary>
    public long[] Slots { get; } = new long[EventLayout.MaxFields];

    /// <summary>All texts of the event, unescaped.</summary>
    public ByteBuffer Texts { get; } = new(4096);

    /// <summary>Whether the JSON that is read is plain: see <see cref="JsonText.IsPlain"/>. Outlives <see cref="Clear"/>, as it is said of a whole request.</summary>
    public bool IsPlain { get; set; }

    public TextRef Id { get; set; }

    /// <summary>The id as it stood in the JSON, escapes included, so that the answer can repeat it.</summary>
    public Range IdInJson { get; set; }

    public TextRef User { get; set; }

    public TextRef Session { get; set; }

    public TextRef Label { get; set; }

    public TextRef ConsentVersion { get; set; }

    /// <summary>When it happened, corrected where the sender's clock is known to be wrong: microseconds since 1970; 0 unless <see cref="HasTime"/>.</summary>
    public long OccurredAt { get; set; }

    /// <summary>When it happened, as the sender said.</summary>
    public long TimeAsSent { get; set; }

    /// <summary>When it was sent, by the sender's clock; 0 when it did not say.</summary>
    public long SentAt { get; set; }

    public bool HasTime { get; set; }

    /// <summary>Whether it is too old for the present: taken all the same, it must not look as if it happened now.</summary>
    public bool IsHistory { get; set; }

    public long? ConsentAt { get; set; }

    public double? Value { get; set; }

    public bool HasPrivacyFlags { get; set; }

    public bool? CanTrack { get; set; }

    public bool CanProfile { get; set; }

    public bool CanShare { get; set; }

    public List<Fault> Faults { get; } = [];

    /// <summary>What the sender is told about an event that is taken.</summary>
    public List<Warning> Warnings { get; } = [];

    /// <summary>The path of the first property that no declaration knows, or null.</summary>
    public string? UnknownProperty { get; set; }

    /// <summary>Whether the event names a person or a session.</summary>
    public bool IsAboutSomebody => !User.IsEmpty || !Session.IsEmpty;

    /// <summary>Whether it takes a person's consent back: it needs no consent itself, and is never too old.</summary>
    public bool IsWithdrawal => Plan?.Kind == PlatformEvents.ConsentWithdrawn;

    public ReadOnlySpan<byte> TextOf(TextRef text) => Texts.Written.Slice(text.Offset, text.Length);

    public void Refuse(Refusal code, string path, string message)
    {
        if (Faults.Count < MaxFaults)
        {
            Faults.Add(new Fault(code, path, message));
        }
    }

    /// <summary>Refuses for want of something, unless the same place has been reported already: then it is there, but wrong.</summary>
    public void RefuseMissing(string path, string message)
    {
        foreach (var fault in Faults)
        {
            if (fault.Path == path)
            {
                return;
            }
        }

        Refuse(Refusal.MissingField, path, message);
    }

    public void Clear()
    {
        Plan = null;
        Present = 0;
        Texts.Clear();
        Id = User = Session = Label = ConsentVersion = default;
        IdInJson = default;
        OccurredAt = TimeAsSent = SentAt = 0;
        HasTime = IsHistory = false;
        ConsentAt = null;
        Value = null;
        HasPrivacyFlags = CanProfile = CanShare = false;
        CanTrack = null;
        Faults.Clear();
        Warnings.Clear();
        UnknownProperty = null;
    }

    public void Dispose() => Texts.Dispose();
}
