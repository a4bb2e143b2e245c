using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.Otlp;
using Analytics.Intake.Privacy;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>Log records become events: the same ones, in whichever encoding they come, and through whichever door.</summary>
public sealed class OtlpDoorTests
{
    [Theory]
    [InlineData(IntakeForm.OtlpProtobuf)]
    [InlineData(IntakeForm.OtlpJson)]
    public void A_log_record_with_an_event_name_is_an_event(IntakeForm form)
    {
        var log = new OtlpLog("session.ended", Door.Now.AddSeconds(-5), [("event.id", "e1"), .. OtlpLogs.Person, ("duration", 12.5), ("event.label", "x"), ("event.value", 7L)]);
        var (answer, admitted) = Post(form, OtlpLogs.Service, log);
        var made = Assert.Single(admitted);
        Assert.Equal(("session.ended", "e1", "mobile_app"), (made.Kind.Name, made.Id, made.Source));
        Assert.Equal(Door.Now.AddSeconds(-5), made.OccurredAt);
        Assert.Equal(("ios", "5.2.0", "18.1"), (made.TextOf(ContextFields.Platform), made.TextOf(ContextFields.AppVersion), made.TextOf(ContextFields.OsVersion)));
        Assert.True(made.TryGetNumber(EngagementFields.SessionDuration, out var duration) && duration == 12.5);
        Assert.Equal(("x", 7d, "3"), (made.Label, made.Value, made.ConsentVersion));
        Assert.NotNull(made.UserId);
        Assert.Equal(form == IntakeForm.OtlpJson ? "{}" : "", answer);
    }

    [Fact]
    public void The_same_event_through_both_doors_is_one_event()
    {
        using var door = new Door();
        var byJson = EventJson.Of(EngagementEvents.SessionStarted, "e1", Door.Now, "anna", "s1");
        var first = Assert.Single(door.Post(byJson).Events);
        var log = new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person, ("privacy.consent_date", (string?)byJson["privacyFlags"]!["consentDate"])]);
        var (_, admitted) = Post(IntakeForm.OtlpProtobuf, [.. OtlpLogs.Service, ("deployment.environment.name", "test")], log);
        Assert.Equal(first.UserId, Assert.Single(admitted).UserId);
        Assert.Equal(first.Data.Slice(EventLayout.Fingerprint, EventLayout.FingerprintSize), admitted[0].Data.Slice(EventLayout.Fingerprint, EventLayout.FingerprintSize));
    }

    [Theory]
    [InlineData(IntakeForm.OtlpProtobuf)]
    [InlineData(IntakeForm.OtlpJson)]
    public void Partial_success_names_the_indices_of_what_is_refused(IntakeForm form)
    {
        var good = new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person]);
        var (answer, admitted) = Post(form, OtlpLogs.Service,
            good, good with { EventName = "" }, good with { EventName = "session.exploded" }, good with { Attributes = [.. OtlpLogs.Person] }, good with { Attributes = [("event.id", "e2"), .. OtlpLogs.Person, ("colour", "red")] });
        Assert.Equal(["e1", "e2"], admitted.Select(made => made.Id));
        foreach (var part in (string[])["record 1: not_an_event at eventName", "record 2: unknown_kind at category", "record 3: missing_field at id", "record 4: unknown_property at properties.colour"])
        {
            Assert.Contains(part, answer, StringComparison.Ordinal);
        }

        if (form == IntakeForm.OtlpJson)
        {
            Assert.Equal("3", (string?)JsonNode.Parse(answer)!["partialSuccess"]!["rejectedLogRecords"]);
        }
        else
        {
            // Field 1 (partial success), its length, field 1 (refused records): 3.
            Assert.Equal("\n", answer[..1]);
            Assert.Contains("\b\u0003\u0012", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("doubleValue", "\"12.5\"")]
    [InlineData("doubleValue", "12.5")]
    [InlineData("double_value", "\"1.25e1\"")]
    [InlineData("d\\u006fubleValue", "\"12.5\"")]
    public void A_number_may_be_a_text_and_a_name_may_have_escapes_as_in_any_JSON(string name, string value)
    {
        var log = new OtlpLog("session.ended", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person, ("duration", 12.5)]);
        var json = OtlpLogs.Json(OtlpLogs.Service, log).Replace("\"doubleValue\":12.5", $"\"{name}\":{value}", StringComparison.Ordinal).Replace("resourceLogs", "resource\\u004cogs", StringComparison.Ordinal);
        Assert.True(Assert.Single(Post(IntakeForm.OtlpJson, Encoding.UTF8.GetBytes(json)).Admitted).TryGetNumber(EngagementFields.SessionDuration, out var duration) && duration == 12.5);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("1e400")]
    [InlineData("twelve")]
    [InlineData(" 12")]
    public void A_text_that_is_no_finite_number_is_none(string value)
    {
        var log = new OtlpLog("session.ended", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person, ("duration", 12.5)]);
        var (answer, admitted) = Post(IntakeForm.OtlpJson, Encoding.UTF8.GetBytes(OtlpLogs.Json(OtlpLogs.Service, log).Replace("\"doubleValue\":12.5", $"\"doubleValue\":\"{value}\"", StringComparison.Ordinal)));
        Assert.Empty(admitted);
        Assert.Contains("record 0: wrong_type at properties.duration", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("\"7\"", 7)]
    [InlineData("7.0", 7)]
    [InlineData("7e0", 7)]
    [InlineData("\"-7\"", -7)]
    public void An_integer_may_be_written_as_any_JSON_number(string value, double expected)
    {
        var json = OtlpLogs.Json(OtlpLogs.Service, new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person, ("event.value", 4711L)]));
        Assert.Contains("\"intValue\":\"4711\"", json, StringComparison.Ordinal);
        json = "\uFEFF" + json.Replace("\"4711\"", value, StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Single(Post(IntakeForm.OtlpJson, Encoding.UTF8.GetBytes(json)).Admitted).Value);
    }

    [Theory]
    [InlineData(IntakeForm.OtlpProtobuf)]
    [InlineData(IntakeForm.OtlpJson)]
    public void A_no_behind_more_attributes_than_are_read_is_not_overlooked(IntakeForm form)
    {
        var many = Enumerable.Range(0, OtlpRecord.MostAttributes).Select(i => ($"vendor.{i}", (object?)"x"));
        var (answer, admitted) = Post(form, OtlpLogs.Service, new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person, .. many, ("privacy.can_track", false)]));
        Assert.Empty(admitted);
        Assert.Contains("record 0: too_large at $", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("e1", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_without_a_name_but_blanks_is_the_default_source() =>
        Assert.Equal(IntakeRequest.DefaultSource, Assert.Single(Post(IntakeForm.OtlpJson, [("service.name", " \u3000"), ("os.name", "ios"), .. OtlpLogs.Service[2..]], new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person])).Admitted).Source);

    [Fact]
    public void Maps_bodies_and_envelope_names_are_understood()
    {
        var log = new OtlpLog("", Door.Now, [("event.name", "session.ended"), ("event.id", "e1"), .. OtlpLogs.Person, ("deviceInfo", new (string, object?)[] { ("platform", "android") })])
        {
            Body = [("duration", "60.5"), ("userSegment", new (string, object?)[] { ("tier", "premium") })],
        };
        foreach (var form in (IntakeForm[])[IntakeForm.OtlpProtobuf, IntakeForm.OtlpJson])
        {
            var made = Assert.Single(Post(form, OtlpLogs.Service, log).Admitted);
            Assert.Equal(("android", "premium"), (made.TextOf(ContextFields.Platform), made.TextOf(ContextFields.Tier)));
            Assert.True(made.TryGetNumber(EngagementFields.SessionDuration, out var duration) && duration == 60.5);
        }
    }

    [Fact]
    public void Without_consent_nothing_is_kept_and_nothing_is_refused()
    {
        var log = new OtlpLog("session.started", Door.Now, [("event.id", "e1"), ("user.id", "anna"), ("session.id", "s"), ("privacy.can_track", false)]);
        var (answer, admitted) = Post(IntakeForm.OtlpJson, OtlpLogs.Service, log);
        Assert.Equal(("{}", 0), (answer, admitted.Count));
    }

    [Fact]
    public void Only_an_observation_that_has_not_come_yet_proves_a_wrong_clock()
    {
        OtlpLog At(string id, TimeSpan ahead) => new("session.started", Door.Now + ahead, [("event.id", id), .. OtlpLogs.Person]) { Observed = Door.Now + ahead };
        var (_, admitted) = Post(IntakeForm.OtlpProtobuf, OtlpLogs.Service, At("ahead", TimeSpan.FromHours(5)), At("queued", TimeSpan.FromHours(-5)));
        Assert.Equal([Door.Now, Door.Now.AddHours(-5)], admitted.Select(made => made.OccurredAt));
    }

    [Fact]
    public void Both_spellings_of_names_and_numbers_are_read()
    {
        var json = OtlpLogs.Json(OtlpLogs.Service, new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person]));
        var other = json.Replace("resourceLogs", "resource_logs", StringComparison.Ordinal).Replace("scopeLogs", "scope_logs", StringComparison.Ordinal)
            .Replace("logRecords", "log_records", StringComparison.Ordinal).Replace("stringValue", "string_value", StringComparison.Ordinal).Replace("eventName", "event_name", StringComparison.Ordinal)
            .Replace("\"timeUnixNano\":\"", "\"time_unix_nano\":", StringComparison.Ordinal).Replace("000\",\"severity", "000,\"severity", StringComparison.Ordinal);
        Assert.NotEqual(json, other);
        Assert.Equal("e1", Assert.Single(Post(IntakeForm.OtlpJson, Encoding.UTF8.GetBytes(other)).Admitted).Id);
    }

    [Theory]
    [InlineData("", RequestRefusal.NotJson)]
    [InlineData("{", RequestRefusal.NotJson)]
    [InlineData("{}x", RequestRefusal.NotJson)]
    [InlineData("[]", RequestRefusal.InvalidRequest)]
    [InlineData("{\"resourceLogs\":{}}", RequestRefusal.InvalidRequest)]
    [InlineData("{\"resourceLogs\":[5]}", RequestRefusal.InvalidRequest)]
    [InlineData("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[[]]}]}]}", RequestRefusal.InvalidRequest)]
    public void JSON_that_is_no_OTLP_is_turned_away_whole(string body, RequestRefusal code) => Assert.Equal(code, Read(IntakeForm.OtlpJson, Encoding.UTF8.GetBytes(body))?.Code);

    [Fact]
    public void Protobuf_cut_at_any_byte_is_turned_away_or_lacks_its_end()
    {
        var body = OtlpLogs.Protobuf(OtlpLogs.Service, new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person]));
        for (var length = 1; length < body.Length; length++)
        {
            Assert.Equal(RequestRefusal.NotProtobuf, Read(IntakeForm.OtlpProtobuf, body[..length])?.Code);
        }

        Assert.Null(Read(IntakeForm.OtlpProtobuf, []));
    }

    [Fact]
    public void Too_many_records_or_services_are_too_many()
    {
        var log = new OtlpLog("x.y", Door.Now, []);
        Assert.Equal(RequestRefusal.TooManyEvents, Read(IntakeForm.OtlpProtobuf, OtlpLogs.Protobuf(OtlpLogs.Service, Enumerable.Repeat(log, DoorLimits.MaxOtlpRecords + 1)))?.Code);
        var services = Enumerable.Range(0, 101).SelectMany(i => OtlpLogs.Protobuf([("service.name", $"s{i}")], log)).ToArray();
        Assert.Equal(RequestRefusal.TooManyEvents, Read(IntakeForm.OtlpProtobuf, services)?.Code);
    }

    [Fact]
    public void More_events_of_a_service_than_a_record_of_the_log_takes_are_several_records()
    {
        var logs = Enumerable.Range(0, 2_500).Select(i => new OtlpLog("session.started", Door.Now, [("event.id", $"e{i}"), .. OtlpLogs.Person]));
        Assert.Equal(2_500, Post(IntakeForm.OtlpProtobuf, OtlpLogs.Protobuf(OtlpLogs.Service, logs)).Admitted.Count);
    }

    [Theory]
    [InlineData("\"-5\"")]
    [InlineData("\"soon\"")]
    [InlineData("99999999999999999999")]
    [InlineData("true")]
    public void A_time_that_is_none_is_refused_and_not_forgotten_for_the_time_of_observation(string time)
    {
        var json = OtlpLogs.Json(OtlpLogs.Service, [new OtlpLog("session.started", Door.Now, [("event.id", "e1"), .. OtlpLogs.Person])]);
        var at = $"\"timeUnixNano\":\"{UnixTime.ToMicroseconds(Door.Now)}000\"";
        Assert.Contains(at, json, StringComparison.Ordinal);
        var observed = $"\"observedTimeUnixNano\":\"{UnixTime.ToMicroseconds(Door.Now)}000\"";
        var (answer, admitted) = Post(IntakeForm.OtlpJson, Encoding.UTF8.GetBytes(json.Replace(at, $"\"timeUnixNano\":{time},{observed}", StringComparison.Ordinal)));
        Assert.Empty(admitted);
        Assert.Contains("record 0: invalid_timestamp at timestamp", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_a_status_of_rpc_in_the_encoding_of_the_request()
    {
        using var json = IntakeAnswer.Refuse(IntakeForm.OtlpJson, RequestRefusal.LogFull, "later", TimeSpan.FromSeconds(5));
        Assert.Equal((503, "application/json", 14), (json.Status, json.ContentType, (int)JsonNode.Parse(json.Body.Span)!["code"]!));
        using var binary = IntakeAnswer.Refuse(IntakeForm.OtlpProtobuf, RequestRefusal.NotProtobuf, "bad", null);
        Assert.Equal((400, "application/x-protobuf"), (binary.Status, binary.ContentType));
        Assert.Equal([0x08, 3, 0x12, 17, .. "not_protobuf: bad"u8], binary.Body.ToArray());
    }

    private static (string Answer, IReadOnlyList<AdmittedEvent> Admitted) Post(IntakeForm form, (string, object?)[] resource, params OtlpLog[] logs) =>
        Post(form, form == IntakeForm.OtlpJson ? Encoding.UTF8.GetBytes(OtlpLogs.Json(resource, logs)) : OtlpLogs.Protobuf(resource, logs));

    private static (string Answer, IReadOnlyList<AdmittedEvent> Admitted) Post(IntakeForm form, byte[] body)
    {
        using var submission = Submission(form, body);
        Assert.Null(submission.Read());
        var admitted = new List<AdmittedEvent>();
        foreach (var (_, _, batch) in submission.Close())
        {
            using (batch)
            {
                var payload = batch.Frame.Written[BatchCodec.FrameHead..].ToArray();
                admitted.AddRange(PrivacyGate.Reopen(payload, 0, payload.Length, LogNames.Read(EventContract.Default.Names, EventContract.Default)).Events);
            }
        }

        using var answer = new ByteBuffer(256);
        submission.Answer.WriteTo(answer, form);
        return (Encoding.UTF8.GetString(answer.Written), admitted);
    }

    private static RequestFault? Read(IntakeForm form, byte[] body)
    {
        using var submission = Submission(form, body);
        return submission.Read();
    }

    private static OtlpSubmission Submission(IntakeForm form, byte[] body) => new(
        new PrivacyGate(PseudonymKeys.Parse(Door.KeyLine, out _)!), () => new RequestReader(EventContract.Default, new DoorLimits(), new RecentIds(1_000)), new IntakeRequest(body, null, form), Door.Now);
}
