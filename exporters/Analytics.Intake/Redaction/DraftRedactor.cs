using Analytics.Catalog;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Redaction;

/// <summary>
/// Copies the texts of one event after another to where they are kept, without what is personal in them. Where there is nothing to replace, a text
/// is copied as it is and nothing is allocated. For one request.
/// </summary>
internal sealed class DraftRedactor : IDisposable
{
    private readonly int[] _found = new int[WireName.All<PersonalData>().Count];
    private readonly ByteBuffer _scratch = new(256);
    private bool _namesPersons;

    /// <summary>How often each <see cref="PersonalData"/> was found in the request.</summary>
    public ReadOnlySpan<int> Found => _found;

    /// <summary>Looks whether the event repeats its raw ids anywhere else than in their own properties.</summary>
    public void Begin(EventDraft draft) => _namesPersons = Occurs(draft, draft.User) || Occurs(draft, draft.Session);

    public void Write(ByteBuffer into, EventDraft draft, ReadOnlySpan<byte> text, TextContent content)
    {
        if (_namesPersons || TextRedactor.IsSuspicious(text))
        {
            TextRedactor.Redact(text, content, draft.TextOf(draft.User), draft.TextOf(draft.Session), into, _found);
        }
        else
        {
            into.Write(text);
        }
    }

    /// <summary>
    /// Whether an event's id names a person: holds an e-mail address, a phone number with its plus sign, or the raw user or session id. Other digits are not looked
    /// at, since ids are made of them.
    /// </summary>
    public bool IsPersonal(EventDraft draft, ReadOnlySpan<byte> id)
    {
        if (!_namesPersons && !id.ContainsAny((byte)'@', (byte)'+') && id.IndexOf("%40"u8) < 0)
        {
            return false;
        }

        _scratch.Clear();
        return TextRedactor.Redact(id, TextContent.Identifier, draft.TextOf(draft.User), draft.TextOf(draft.Session), _scratch, _found);
    }

    public void Dispose() => _scratch.Dispose();

    private static bool Occurs(EventDraft draft, TextRef person)
    {
        if (person.Length < TextRedactor.LeastPersonLength)
        {
            return false;
        }

        var texts = draft.Texts.Written;
        var sought = texts.Slice(person.Offset, person.Length);
        return texts[..person.Offset].IndexOf(sought) >= 0 || texts[(person.Offset + person.Length)..].IndexOf(sought) >= 0;
    }
}
