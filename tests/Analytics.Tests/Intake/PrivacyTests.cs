using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake.Privacy;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>What a person did not allow does not pass the gate, and no raw id of a person does at all.</summary>
public sealed class PrivacyTests : IDisposable
{
    private const string User = "anna.smith@example.org";
    private const string Session = "SESSION-4711";

    private readonly Door _door = new();

    public void Dispose() => _door.Dispose();

    [Fact]
    public void Of_an_event_that_may_not_be_tracked_nothing_is_kept()
    {
        var passage = _door.Post(Event("secret-id", track: false));
        Assert.Equal(["dropped tracking_not_allowed"], passage.Outcomes);
        Assert.Empty(passage.Events);
        Assert.Empty(passage.Refusals);
        Assert.DoesNotContain("secret-id", Text(passage), StringComparison.Ordinal);
        Assert.Equal(1, (int)passage.Answer["dropped"]!);
    }

    [Fact]
    public void Also_of_a_faulty_one_nothing_is_kept()
    {
        var made = Event("secret-id", track: false);
        made["category"] = "nonsense";
        var passage = _door.Post(made);
        Assert.Equal(["dropped tracking_not_allowed"], passage.Outcomes);
        Assert.Empty(passage.Refusals);
    }

    [Fact]
    public void A_flag_that_stands_twice_with_both_values_counts_as_no()
    {
        var body = EventJson.Request(Event("a", track: true)).Replace("\"canTrack\":true", "\"canTrack\":true,\"canTrack\":false", StringComparison.Ordinal);
        Assert.Equal(["dropped tracking_not_allowed"], _door.Post(body).Outcomes);
        Assert.Equal(["dropped tracking_not_allowed"], _door.Post(body.Replace("true,\"canTrack\":false", "false,\"canTrack\":true", StringComparison.Ordinal)).Outcomes);
    }

    [Fact]
    public void Without_profiling_there_is_no_user()
    {
        var admitted = Assert.Single(_door.Post(Event("a", profile: false)).Events);
        Assert.Null(admitted.UserId);
        Assert.NotNull(admitted.SessionId);
    }

    [Fact]
    public void Persons_are_pseudonyms_with_a_key_id_and_the_raw_ids_are_nowhere()
    {
        var passage = _door.Post(Event("a"), Event("b"));
        var admitted = passage.Events[0];
        Assert.Equal(_door.Keys.PseudonymOf(User), admitted.UserId);
        Assert.Equal(_door.Keys.PseudonymOf(Session, Subject.Session), admitted.SessionId);
        Assert.Equal("k1", admitted.KeyId);
        Assert.Equal(admitted.UserId, passage.Events[1].UserId);
        Assert.DoesNotContain(User, Text(passage), StringComparison.Ordinal);
        Assert.DoesNotContain(Session, Text(passage), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_event_leaves_no_value_in_the_answer_and_no_raw_id_in_the_record_or_the_log()
    {
        var made = Event("a");
        made["deviceInfo"] = new JsonObject { ["platform"] = "anna's own device" };
        made["label"] = "anna's own label";
        var passage = _door.Post(made);
        var refused = Assert.Single(passage.Refusals);
        Assert.DoesNotContain("anna", passage.Answer.ToJsonString() + refused.Message + refused.Path, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(User, Text(passage) + refused, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Session, Text(passage) + refused, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("a", refused.Id);
    }

    [Fact]
    public void A_refused_event_whose_consent_cannot_be_read_does_not_even_leave_its_id()
    {
        var made = Event("secret-id");
        made["privacyFlags"] = "everything";
        Assert.Null(Assert.Single(_door.Post(made).Refusals).Id);
        made.Remove("privacyFlags");
        Assert.Null(Assert.Single(_door.Post(made).Refusals).Id);
    }

    [Fact]
    public void After_a_rotation_pseudonyms_are_new_and_repeats_are_still_repeats()
    {
        using var rotated = new Door($"{Door.KeyLine}\nk2:{Convert.ToBase64String(new byte[32])}");
        var before = Assert.Single(_door.Post(Event("a")).Events);
        var after = Assert.Single(rotated.Post(Event("a")).Events);
        Assert.NotEqual(before.UserId, after.UserId);
        Assert.Equal("k2", after.KeyId);
        Assert.Equal(before.Fingerprint, after.Fingerprint);
    }

    [Theory]
    [InlineData("", "no key")]
    [InlineData("k1", "line 1: expected keyid:base64")]
    [InlineData("k1:AAAA", "line 1: expected 32 bytes")]
    [InlineData(Door.KeyLine + "\n# comment\n" + Door.KeyLine, "line 3: this key id stands twice")]
    [InlineData(Door.KeyLine + "\nk2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "line 2: this is the key k1 under another id")]
    public void A_key_file_says_what_is_wrong_with_it(string text, string mistake)
    {
        Assert.Null(PseudonymKeys.Parse(text, out var mistakes));
        Assert.StartsWith(mistake, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pseudonym_is_the_first_half_of_the_HMAC_of_the_subject_and_the_id()
    {
        var key = Convert.FromBase64String(Door.KeyLine[3..]);
        var mac = System.Security.Cryptography.HMACSHA256.HashData(key, (byte[])[1, .. Encoding.UTF8.GetBytes(User)]);
        Assert.Equal(Convert.ToHexStringLower(mac[..16]), _door.Keys.PseudonymOf(User));
    }

    /// <summary>A red test means that admitted data can be made without the gate: give the new constructor a Seal, and never hand the Seal out.</summary>
    [Fact]
    public void Only_the_gate_can_make_what_may_be_kept()
    {
        Type[] sealedTypes = [typeof(AdmittedEvent), typeof(AdmittedBatch), typeof(RefusedEvent), typeof(Admission)];
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        foreach (var type in sealedTypes)
        {
            var made = type.GetConstructors(all).Where(constructor => !IsCopy(constructor, type));
            Assert.All(made, constructor => Assert.Equal(typeof(PrivacyGate.Seal), constructor.GetParameters()[0].ParameterType));
        }

        Assert.All(typeof(PrivacyGate.Seal).GetConstructors(all), constructor => Assert.True(constructor.IsPrivate || constructor.IsStatic));
        var members = typeof(PrivacyGate).Assembly.GetTypes().Where(type => type != typeof(PrivacyGate) && !sealedTypes.Contains(type) && type != typeof(PrivacyGate.Seal));
        Assert.DoesNotContain(members.SelectMany(type => type.GetFields(all)), field => field.FieldType == typeof(PrivacyGate.Seal));
        Assert.All(typeof(PrivacyGate).GetFields(all).Where(field => field.FieldType == typeof(PrivacyGate.Seal)), field => Assert.True(field.IsPrivate));
    }

    [Fact]
    public void The_log_takes_admitted_batches_and_nothing_else()
    {
        var takes = typeof(Analytics.Intake.WriteAheadLog.SegmentedLog).GetMethod("AppendAsync")!.GetParameters();
        Assert.Equal([typeof(AdmittedBatch)], takes.Select(parameter => parameter.ParameterType));
    }

    /// <summary>The copy constructor of a record copies what was made properly.</summary>
    private static bool IsCopy(ConstructorInfo constructor, Type type) =>
        constructor.IsStatic || (constructor.GetParameters() is [var only] && only.ParameterType == type && (constructor.IsPrivate || constructor.IsFamily));

    private static JsonObject Event(string id, bool track = true, bool profile = true)
    {
        var made = EventJson.Of(EngagementEvents.SessionStarted, id, Door.Now, User, Session);
        made["privacyFlags"] = new JsonObject { ["canTrack"] = track, ["canProfile"] = profile, ["canShare"] = false };
        return made;
    }

    private static string Text(Passage passage) => Encoding.UTF8.GetString(passage.Payload);
}
