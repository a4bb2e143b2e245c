using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>
/// Reads <c>privacyFlags</c>. The three purposes must be said: silence is no consent, and no refusal either. The date and version of the consent
/// are kept as its proof when they are there.
/// </summary>
internal static class PrivacyFlagsParser
{
    private const string ExpectedFlag = "expected true or false";

    public static void Read(ref JsonCursor reader, EventDraft draft)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            draft.Refuse(Refusal.WrongType, "privacyFlags", "expected a JSON object");
            reader.Skip();
            return;
        }

        // When the flags stand twice, the stricter answer counts.
        var (earlier, earlierProfile) = draft.HasPrivacyFlags ? (draft.CanTrack, draft.CanProfile) : (true, true);
        draft.HasPrivacyFlags = true;
        bool? track = null, profile = null, share = null;
        var (hasDate, hasVersion) = (false, false);
        while (reader.ReadName())
        {
            var name = JsonText.Name(ref reader, draft.Texts);
            if (name.SequenceEqual("canTrack"u8))
            {
                Flag(ref reader, draft, "privacyFlags.canTrack", ref track);
            }
            else if (name.SequenceEqual("canProfile"u8))
            {
                Flag(ref reader, draft, "privacyFlags.canProfile", ref profile);
            }
            else if (name.SequenceEqual("canShare"u8))
            {
                Flag(ref reader, draft, "privacyFlags.canShare", ref share);
            }
            else if (name.SequenceEqual("consentDate"u8))
            {
                Once(draft, ref hasDate, "privacyFlags.consentDate");
                reader.ReadValue();
                draft.ConsentAt = reader.TokenType == JsonTokenType.Null ? null : EventTime.Read(ref reader, draft, "privacyFlags.consentDate");
            }
            else if (name.SequenceEqual("consentVersion"u8))
            {
                Once(draft, ref hasVersion, "privacyFlags.consentVersion");
                reader.ReadValue();
                draft.ConsentVersion = EventParser.Text(ref reader, draft, "privacyFlags.consentVersion", EventParser.MaxConsentVersionLength);
            }
            else
            {
                draft.UnknownProperty ??= "privacyFlags." + EventParser.RawName(ref reader);
                reader.Skip();
            }
        }

        Require(draft, track, "privacyFlags.canTrack");
        Require(draft, profile, "privacyFlags.canProfile");
        Require(draft, share, "privacyFlags.canShare");
        draft.CanTrack = earlier == true ? track : earlier ?? (track == false ? false : null);
        draft.CanProfile = earlierProfile && profile == true;
        draft.CanShare = share ?? false;
    }

    /// <summary>A flag that stands twice counts as refused: which of the two was meant, nobody knows.</summary>
    private static void Flag(ref JsonCursor reader, EventDraft draft, string path, ref bool? flag)
    {
        reader.ReadValue();
        var seen = flag is not null;
        Once(draft, ref seen, path);

        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                flag = flag ?? true;
                break;
            case JsonTokenType.False:
                flag = false;
                break;
            case JsonTokenType.Null:
                break;
            default:
                draft.Refuse(Refusal.WrongType, path, ExpectedFlag);
                reader.Skip();
                break;
        }
    }

    private static void Once(EventDraft draft, ref bool seen, string path)
    {
        if (seen)
        {
            draft.Refuse(Refusal.DuplicateField, path, "expected the property once; it stands twice");
        }

        seen = true;
    }

    private static void Require(EventDraft draft, bool? flag, string path)
    {
        if (flag is null)
        {
            draft.RefuseMissing(path, ExpectedFlag);
        }
    }
}
