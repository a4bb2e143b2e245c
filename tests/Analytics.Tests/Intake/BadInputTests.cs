using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>Every way in which an event or a request can be wrong has a name, a place and a test; none harms its neighbours.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Door _door = new();

    public void Dispose() => _door.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{\"events\":[")]
    [InlineData("{\"events\":[]} trailing")]
    [InlineData("{'events':[]}")]
    [InlineData("{\"events\":[],}")]
    public void What_is_no_JSON_is_turned_away_whole(string body) => Assert.Equal(RequestRefusal.NotJson, _door.Post(body).Fault?.Code);

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("{\"events\":{}}")]
    [InlineData("{\"events\":[],\"events\":[]}")]
    [InlineData("{\"events\":[],\"batchId\":7}")]
    [InlineData("{\"events\":[],\"batchId\":\" \\u00a0\"}")]
    [InlineData("{\"events\":[],\"batchId\":\"\\ud800\"}")]
    [InlineData("{\"events\":[],\"clientTimestamp\":\"yesterday\"}")]
    public void JSON_that_is_no_request_is_turned_away_whole(string body) => Assert.Equal(RequestRefusal.InvalidRequest, _door.Post(body).Fault?.Code);

    [Fact]
    public void More_than_1000_events_are_too_many_and_1000_are_not()
    {
        var events = Enumerable.Range(0, 1001).Select(i => Session($"e{i}")).ToArray();
        Assert.Equal(RequestRefusal.TooManyEvents, _door.Post(events).Fault?.Code);
        Assert.Equal(1000, _door.Post(events[..1000]).Events.Count);
    }

    [Theory]
    [InlineData("category", "\"sessions\"", "unknown_kind", "category")]
    [InlineData("category", null, "missing_field", "category")]
    [InlineData("action", null, "missing_field", "action")]
    [InlineData("id", null, "missing_field", "id")]
    [InlineData("id", "\"\"", "missing_field", "id")]
    [InlineData("id", "\"   \"", "out_of_range", "id")]
    [InlineData("id", "\"\\u00a0\\u3000\\u200b\"", "out_of_range", "id")]
    [InlineData("sessionId", "\" \"", "out_of_range", "sessionId")]
    [InlineData("userId", "\"\u2003 \ufeff\"", "out_of_range", "userId")]
    [InlineData("id", "17", "wrong_type", "id")]
    [InlineData("id", "\"a\\u0000b\"", "out_of_range", "id")]
    [InlineData("id", "\"\\ud800\"", "wrong_type", "id")]
    [InlineData("timestamp", null, "missing_field", "timestamp")]
    [InlineData("timestamp", "1763717400", "invalid_timestamp", "timestamp")]
    [InlineData("timestamp", "\"2026-11-21T09:30:00\"", "invalid_timestamp", "timestamp")]
    [InlineData("timestamp", "\"2026-02-30T09:30:00Z\"", "invalid_timestamp", "timestamp")]
    [InlineData("timestamp", "\"2026-11-22T08:30:01Z\"", "too_far_ahead", "timestamp")]
    [InlineData("timestamp", "\"2026-10-22T09:29:59Z\"", "too_old", "timestamp")]
    [InlineData("timestamp", "\"1900-01-01T00:00:00Z\"", "too_old", "timestamp")]
    [InlineData("eventType", "\"system_event\"", "out_of_range", "eventType")]
    [InlineData("eventType", null, "missing_field", "eventType")]
    [InlineData("sessionId", null, "missing_field", "sessionId")]
    [InlineData("sessionId", "[1]", "wrong_type", "sessionId")]
    [InlineData("userId", "\"undefined\"", "out_of_range", "userId")]
    [InlineData("label", "{}", "wrong_type", "label")]
    [InlineData("value", "\"7\"", "wrong_type", "value")]
    [InlineData("value", "1e999", "out_of_range", "value")]
    [InlineData("properties", "[]", "wrong_type", "properties")]
    [InlineData("deviceInfo", null, "missing_field", "deviceInfo.platform")]
    [InlineData("deviceInfo", "{\"platform\":\"vision\"}", "out_of_range", "deviceInfo.platform")]
    [InlineData("deviceInfo", "{\"platform\":1}", "wrong_type", "deviceInfo.platform")]
    [InlineData("privacyFlags", null, "missing_field", "privacyFlags")]
    [InlineData("privacyFlags", "true", "wrong_type", "privacyFlags")]
    [InlineData("privacyFlags", "{\"canTrack\":true,\"canProfile\":true,\"canShare\":true,\"consentDate\":null,\"consentDate\":\"2026-01-01T00:00:00Z\"}", "duplicate_field", "privacyFlags.consentDate")]
    [InlineData("privacyFlags", "{\"canTrack\":true,\"canProfile\":true,\"canShare\":true,\"consentVersion\":\"1\",\"consentVersion\":\"2\"}", "duplicate_field", "privacyFlags.consentVersion")]
    [InlineData("privacyFlags", "{\"canProfile\":true,\"canShare\":true}", "missing_field", "privacyFlags.canTrack")]
    [InlineData("privacyFlags", "{\"canTrack\":\"yes\",\"canProfile\":true,\"canShare\":true}", "wrong_type", "privacyFlags.canTrack")]
    public void A_bad_event_is_refused_by_name_and_place_between_two_good_ones(string property, string? json, string code, string path)
    {
        var body = EventJson.Request(Session("a"), Without(Session("b"), property), Session("c"));
        if (json is not null)
        {
            body = body.Replace("{\"bad\":0,", $"{{\"{property}\":{json},", StringComparison.Ordinal);
        }

        var passage = _door.Post(body.Replace("{\"bad\":0,", "{", StringComparison.Ordinal));

        Assert.Equal(["ok", $"rejected {code}", "ok"], passage.Outcomes);
        Assert.Equal(path, (string?)passage.Error()["path"]);
        Assert.Equal(1, (int)passage.Error()["index"]!);
        Assert.NotEmpty((string)passage.Error()["message"]!);
        Assert.Equal(["a", "c"], passage.Events.Select(admitted => admitted.Id));
        Assert.Equal([WireName.All<Refusal>().ToList().IndexOf(code)], passage.Refusals.Select(refused => (int)refused.Code));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("[[1],[2]]")]
    public void What_is_no_object_is_no_event(string json)
    {
        var passage = _door.Post($"{{\"events\":[{json},{Session("a").ToJsonString()}]}}");
        Assert.Equal(["rejected not_an_object", "ok"], passage.Outcomes);
    }

    [Theory]
    [InlineData("-1", "out_of_range")]
    [InlineData("86400.5", "out_of_range")]
    [InlineData("\"60\"", "wrong_type")]
    [InlineData("true", "wrong_type")]
    [InlineData("{}", "wrong_type")]
    [InlineData("1e400", "out_of_range")]
    [InlineData("null", "missing_field")]
    public void A_number_field_takes_numbers_of_its_range(string json, string code)
    {
        var made = Of(EngagementEvents.SessionEnded, "a").Set(EngagementFields.SessionDuration, null);
        var passage = _door.Post(EventJson.Request(made).Replace("\"duration\":null", $"\"duration\":{json}", StringComparison.Ordinal));
        Assert.Equal([$"rejected {code}"], passage.Outcomes);
        Assert.Equal("properties.duration", (string?)passage.Error()["path"]);
    }

    [Theory]
    [InlineData("9.99", true)]
    [InlineData("0", true)]
    [InlineData("0.0001", true)]
    [InlineData("1000000000", true)]
    [InlineData("0.00001", false)]
    [InlineData("-0.01", false)]
    [InlineData("1000000000.01", false)]
    [InlineData("1e30", false)]
    [InlineData("1e-30", false)]
    [InlineData("0.000000000000000000000000000001", false)]
    [InlineData("9.9900000000000000000000000000000001", false)]
    [InlineData("999999999.9999", true)]
    public void Money_is_exact(string json, bool fits)
    {
        var made = Of(BusinessEvents.PaymentCompleted, "a").Set(BusinessFields.Amount, null);
        var passage = _door.Post(EventJson.Request(made).Replace("\"amount\":null", $"\"amount\":{json}", StringComparison.Ordinal));
        Assert.Equal([fits ? "ok" : "rejected out_of_range"], passage.Outcomes);
        if (fits)
        {
            Assert.True(passage.Events[0].TryGetMoney(BusinessFields.Amount, out var amount));
            Assert.Equal(decimal.Parse(json, System.Globalization.CultureInfo.InvariantCulture), amount);
        }
    }

    [Fact]
    public void A_property_that_stands_twice_is_refused()
    {
        var json = Session("a").ToJsonString();
        Assert.Equal(["rejected duplicate_field"], _door.Post($"{{\"events\":[{json.Replace("{\"id\":\"a\"", "{\"id\":\"a\",\"id\":\"b\"", StringComparison.Ordinal)}]}}").Outcomes);
        Assert.Equal(["rejected duplicate_field"], _door.Post($"{{\"events\":[{json.Replace("\"platform\":", "\"platform\":\"web\",\"platform\":", StringComparison.Ordinal)}]}}").Outcomes);
    }

    [Fact]
    public void An_id_that_occurs_twice_in_a_request_counts_once()
    {
        var passage = _door.Post(Session("a"), Session("a"), Session("b"));
        Assert.Equal(["ok", "rejected duplicate_in_batch", "ok"], passage.Outcomes);
    }

    [Fact]
    public void A_repeat_is_acknowledged_and_an_id_used_again_is_a_conflict()
    {
        _door.Post(Session("a"), Session("b"));
        var changed = Session("b");
        changed["label"] = "other";

        var passage = _door.Post(Session("a"), changed, Session("c"));

        Assert.Equal(["ok duplicate", "rejected id_conflict", "ok"], passage.Outcomes);
        Assert.Equal(["c"], passage.Events.Select(admitted => admitted.Id));
        Assert.Equal(2, (int)passage.Answer["accepted"]!);
        Assert.Equal(1, (int)passage.Answer["duplicates"]!);
        Assert.Equal(Refusal.IdConflict, Assert.Single(passage.Refusals).Code);
    }

    [Fact]
    public void Two_events_of_equal_content_and_different_ids_are_two_events() =>
        Assert.Equal(2, _door.Post(Of(BusinessEvents.PaymentCompleted, "a"), Of(BusinessEvents.PaymentCompleted, "b")).Events.Count);

    [Fact]
    public void An_unknown_property_is_dropped_with_a_warning()
    {
        var made = Session("a");
        made["properties"] = new JsonObject { ["colour"] = "red" };
        var passage = _door.Post(made);
        Assert.Equal(["warning unknown_property"], passage.Outcomes);
        Assert.Equal("properties.colour", (string?)passage.Answer["results"]![0]!["path"]);
        Assert.DoesNotContain("colour", Encoding.UTF8.GetString(passage.Payload), StringComparison.Ordinal);
        Assert.DoesNotContain("red", Encoding.UTF8.GetString(passage.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_an_event_come_in_one_answer()
    {
        var made = Session("a");
        made.Remove("sessionId");
        made.Remove("eventType");
        made["deviceInfo"] = new JsonObject { ["platform"] = "vision" };
        var error = _door.Post(made).Error();
        Assert.Equal(["deviceInfo.platform", "eventType", "sessionId"], [(string)error["path"]!, .. error["also"]!.AsArray().Select(also => (string)also!["path"]!)]);
    }

    [Fact]
    public void An_event_larger_than_64_KiB_is_too_large()
    {
        var made = Session("a");
        made["properties"] = new JsonObject { ["junk"] = new string('x', DoorLimits.MaxEventBytes) };
        Assert.Equal(["rejected too_large", "ok"], _door.Post(made, Session("b")).Outcomes);
    }

    [Fact]
    public void Backfill_takes_old_events_and_marks_them()
    {
        var old = Of(EngagementEvents.SessionStarted, "a", Door.Now.AddYears(-3));
        Assert.Equal(["rejected too_old"], _door.Post(old).Outcomes);
        Assert.True(Assert.Single(_door.Post(EventJson.Request(old), backfill: true).Events).IsBackfill);
    }

    [Fact]
    public void The_order_of_the_properties_does_not_matter()
    {
        var made = Of(EngagementEvents.SessionEnded, "a");
        var reversed = new JsonObject(made.Reverse().Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        var forwards = Assert.Single(_door.Post(made).Events);
        Assert.Equal(["ok duplicate"], _door.Post(reversed).Outcomes);
        Assert.True(forwards.TryGetNumber(EngagementFields.SessionDuration, out _));
    }

    [Fact]
    public void Escaped_names_and_values_are_the_names_and_values_themselves()
    {
        var plain = _door.Post(Session("a"));
        var escaped = EventJson.Request(Session("a")).Replace("\"category\":\"session\"", "\"c\\u0061tegory\":\"s\\u0065ssion\"", StringComparison.Ordinal)
            .Replace("\"ios\"", "\"i\\u006Fs\"", StringComparison.Ordinal).Replace("\"canTrack\"", "\"canTr\\u0061ck\"", StringComparison.Ordinal);
        Assert.Equal(["ok"], plain.Outcomes);
        Assert.Equal(["ok duplicate"], _door.Post(escaped).Outcomes);
    }

    [Fact]
    public void The_client_s_batch_id_comes_back_as_it_was()
    {
        var passage = _door.Post("{\"batchId\":\"b\\u00e4tch\\n1\",\"events\":[],\"clientTimestamp\":\"2026-11-21T09:30:00+01:00\"}");
        Assert.Equal("bätch\n1", (string?)passage.Answer["batchId"]);
        Assert.Null(_door.Post($"{{\"batchId\":\"{new string('ä', DoorLimits.MaxBatchIdLength)}\",\"events\":[]}}").Fault);
        Assert.Equal(RequestRefusal.InvalidRequest, _door.Post($"{{\"batchId\":\"{new string('a', DoorLimits.MaxBatchIdLength + 1)}\",\"events\":[]}}").Fault?.Code);
        Assert.StartsWith("b-", (string?)_door.Post("{\"events\":[]}").Answer["batchId"], StringComparison.Ordinal);
    }

    [Fact]
    public void Events_of_servers_need_neither_person_nor_consent()
    {
        var made = Of(PlatformEvents.ApiRequested, "a");
        made.Remove("userId");
        made.Remove("sessionId");
        made.Remove("privacyFlags");
        made.Remove("deviceInfo");
        Assert.Equal(["ok"], _door.Post(made).Outcomes);
    }

    private static JsonObject Session(string id) => EventJson.Session(id, Door.Now);

    private static JsonObject Of(EventKind kind, string id, DateTimeOffset? at = null) => EventJson.Of(kind, id, at ?? Door.Now);

    private static JsonObject Without(JsonObject made, string property)
    {
        made.Remove(property);
        made.Insert(0, "bad", 0);
        return made;
    }
}
