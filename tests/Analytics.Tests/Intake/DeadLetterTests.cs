using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake.Privacy;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>A refused event is kept where the person allows it: redacted, with pseudonyms, and good enough to be replayed.</summary>
public sealed class DeadLetterTests : IDisposable
{
    private const string User = "anna.smith@example.org";

    private readonly Door _door = new();

    public void Dispose() => _door.Dispose();

    [Fact]
    public void The_copy_has_pseudonyms_and_no_personal_data()
    {
        var made = Faulty("a");
        made["label"] = "call +49 170 1234567, says \"anna.smith@example.org\" \\ ümlaut";
        made["properties"] = new JsonObject { ["card"] = 4111111111111111, ["of bob@example.org"] = new JsonArray(1, true, null, "x") };
        var refused = Assert.Single(_door.Post(made).Refusals);
        var copy = JsonNode.Parse(refused.Json!)!;
        Assert.Equal($"~{_door.Keys.PseudonymOf(User)}", (string?)copy["userId"]);
        Assert.Equal($"~{_door.Keys.PseudonymOf("SESSION-4711", Subject.Session)}", (string?)copy["sessionId"]);
        Assert.Equal("call [phone], says \"[user_id]\" \\ ümlaut", (string?)copy["label"]);
        Assert.Equal("""{"card":"[card]","of [email]":[1,true,null,"x"]}""", copy["properties"]!.ToJsonString());
        Assert.Equal((_door.Keys.PseudonymOf(User), "k1", 12), (refused.UserId, refused.KeyId, refused.SchemaVersion!.Length));
        made["userId"] = copy["userId"]!.DeepClone();
        made["sessionId"] = copy["sessionId"]!.DeepClone();
        made["label"] = copy["label"]!.DeepClone();
        made["properties"] = copy["properties"]!.DeepClone();
        Assert.Equal(made.ToJsonString(), copy.ToJsonString());
    }

    [Theory]
    [InlineData("anna.smith@example", "org")]
    [InlineData("+49 170", "1234567")]
    [InlineData("49170", "1234567")]
    public void An_address_in_the_place_of_the_kind_is_not_kept_though_it_is_cut_at_a_dot(string category, string action)
    {
        var made = Faulty("a");
        made["userId"] = "somebody-else";
        (made["category"], made["action"]) = (category, action);
        Assert.DoesNotContain(category, Assert.Single(_door.Post(made).Refusals).Json!, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_profiling_the_copy_has_no_user()
    {
        var made = Faulty("a");
        made["privacyFlags"]!["canProfile"] = false;
        var refused = Assert.Single(_door.Post(made).Refusals);
        Assert.Null(refused.UserId);
        Assert.Null(JsonNode.Parse(refused.Json!)!["userId"]);
    }

    [Fact]
    public void Without_readable_consent_there_is_no_copy()
    {
        var made = Faulty("a");
        made.Remove("privacyFlags");
        var refused = Assert.Single(_door.Post(made).Refusals);
        Assert.Equal((null, null, null), (refused.Json, refused.UserId, refused.Id));
    }

    [Fact]
    public void The_stricter_of_two_answers_counts()
    {
        var body = EventJson.Request(Faulty("a")).Replace("\"privacyFlags\":{\"canTrack\":true", "\"privacyFlags\":{\"canTrack\":false,\"canProfile\":false,\"canShare\":false},\"privacyFlags\":{\"canTrack\":true", StringComparison.Ordinal);
        Assert.Equal(["dropped tracking_not_allowed"], _door.Post(body).Outcomes);
    }

    [Fact]
    public void Of_a_person_whose_id_is_no_text_the_id_is_not_kept()
    {
        var made = Faulty("a");
        made["userId"] = 471100815;
        Assert.DoesNotContain("4711008", Assert.Single(_door.Post(made).Refusals).Json!, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_very_large_event_only_the_reason_is_kept()
    {
        var made = Faulty("a");
        made["properties"] = new JsonObject { ["much"] = new string('x', RefusedJson.MaxBytes) };
        var refused = Assert.Single(_door.Post(made).Refusals);
        Assert.Equal((null, "a"), (refused.Json, refused.Id));
    }

    [Fact]
    public void A_replayed_copy_is_admitted_as_the_same_person_once()
    {
        var copy = Assert.Single(_door.Post(Faulty("a")).Refusals).Json!.Replace("\"toaster\"", "\"ios\"", StringComparison.Ordinal);
        var again = _door.Post($"{{\"events\":[{copy}]}}", replayed: "k1");
        var admitted = Assert.Single(again.Events);
        Assert.Equal((_door.Keys.PseudonymOf(User), "k1"), (admitted.UserId, admitted.KeyId));
        Assert.Equal(["ok duplicate"], _door.Post($"{{\"events\":[{copy}]}}", replayed: "k1").Outcomes);
    }

    [Theory]
    [InlineData(-29, false)]
    [InlineData(-31, true)]
    [InlineData(-700, true)]
    public void What_is_replayed_and_too_old_for_the_present_is_history(int days, bool isHistory)
    {
        var events = EventJson.Request(EventJson.Session("old", Door.Now.AddDays(days)), EventJson.Session("new", Door.Now));
        var admitted = _door.Post(events, replayed: "k1").Events;
        Assert.Equal([isHistory, false], admitted.Select(own => own.IsBackfill));
        Assert.Equal(["ok duplicate", "ok duplicate"], _door.Post(events, backfill: true).Outcomes);
    }

    [Fact]
    public void A_replay_that_is_refused_again_makes_no_second_record()
    {
        var copy = Assert.Single(_door.Post(Faulty("a")).Refusals).Json!;
        var again = _door.Post($"{{\"events\":[{copy}]}}", replayed: "k1");
        Assert.Equal(["rejected out_of_range"], again.Outcomes);
        Assert.Empty(again.Refusals);
    }

    [Fact]
    public void Outside_a_replay_a_pseudonym_is_an_id_like_any_other()
    {
        var made = EventJson.Of(EngagementEvents.SessionStarted, "a", Door.Now, $"~{_door.Keys.PseudonymOf(User)}");
        Assert.NotEqual(_door.Keys.PseudonymOf(User), Assert.Single(_door.Post(made).Events).UserId);
    }

    private static JsonObject Faulty(string id)
    {
        var made = EventJson.Of(EngagementEvents.SessionStarted, id, Door.Now, User, "SESSION-4711");
        made["deviceInfo"]!["platform"] = "toaster";
        return made;
    }
}
