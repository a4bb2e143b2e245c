using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>What stands around the events: checksums, the time of sending, and where in the body they stand.</summary>
public sealed class EnvelopeTests : IDisposable
{
    private readonly Door _door = new();

    public void Dispose() => _door.Dispose();

    [Fact]
    public void The_checksums_are_the_published_ones()
    {
        Assert.Equal(0xE3069283, EventChecksum.Crc32C("123456789"u8));
        Assert.True(EventChecksum.Fits("e3069283"u8, "123456789"u8));
        Assert.True(EventChecksum.Fits("E3069283"u8, "123456789"u8));
        Assert.True(EventChecksum.Fits("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"u8, "abc"u8));
        Assert.False(EventChecksum.Fits("e306928g"u8, "123456789"u8));
        Assert.False(EventChecksum.Fits(""u8, "123456789"u8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Wrong_checksum_rejects_its_event_and_no_other(bool checksumsFirst)
    {
        string[] events = [Event("a"), Event("b"), Event("c"), Event("d")];
        string?[] checksums = [Sha256(events[0]), Sha256(events[0]), null, Crc32C(events[3])];
        var passage = _door.Post(Body(events, checksums, checksumsFirst));
        Assert.Equal(["ok", "rejected checksum_mismatch", "ok", "ok"], passage.Outcomes);
        Assert.Equal("$", (string?)passage.Error()["path"]);
        Assert.Equal("$", (string?)passage.Answer["results"]![1]!["path"]);
        Assert.NotEmpty((string)passage.Answer["results"]![1]!["message"]!);
        Assert.Equal(Refusal.ChecksumMismatch, Assert.Single(passage.Refusals).Code);
    }

    [Fact]
    public void A_checksum_is_over_the_bytes_as_sent_with_spaces_and_escapes()
    {
        var json = Event("a").Replace(",\"timestamp\"", " ,\n\t\"timestamp\"", StringComparison.Ordinal).Replace("\"session\"", "\"s\\u0065ssion\"", StringComparison.Ordinal);
        Assert.Equal(["ok"], _door.Post(Body([json], [Sha256(json)], false)).Outcomes);
    }

    [Theory]
    [InlineData("\"checksums\":[\"00000000\"]", true)]
    [InlineData("\"clientTimestamp\":\"2026-11-21T09:30:00Z\"", true)]
    [InlineData("\"clientTimestamp\":null", false)]
    public void What_must_be_known_before_the_events_is_not_overlooked_behind_them(string property, bool isRefused) =>
        Assert.Equal(isRefused ? RequestRefusal.InvalidRequest : null, _door.Post($"{{\"events\":[{Event("a")}],{property},\"meta\":[{{\"a\":1}}]}}").Fault?.Code);

    [Theory]
    [InlineData("[]")]
    [InlineData("[null,null]")]
    [InlineData("{}")]
    [InlineData("[5]")]
    [InlineData("\"aa\"")]
    public void Checksums_that_fit_no_list_of_events_turn_the_request_away(string checksums) =>
        Assert.Equal(RequestRefusal.InvalidRequest, _door.Post($"{{\"events\":[{Event("a")}],\"checksums\":{checksums}}}").Fault?.Code);

    [Theory]
    [InlineData("\"gzip\"", true)]
    [InlineData("\"none\"", true)]
    [InlineData("null", true)]
    [InlineData("\"zip\"", false)]
    public void The_compression_that_a_body_names_must_be_one_that_there_is(string type, bool isTaken) =>
        Assert.Equal(isTaken, _door.Post($"{{\"compressionType\":{type},\"events\":[{Event("a")}]}}").Fault is null);

    [Theory]
    [InlineData(-7200, true)]
    [InlineData(-31, true)]
    [InlineData(-29, false)]
    [InlineData(0, false)]
    [InlineData(29, false)]
    [InlineData(31, true)]
    [InlineData(86_400 * 400, true)]
    [InlineData(-86_400 * 365 * 50, true)]
    public void A_wrong_clock_is_corrected_by_the_time_of_sending_and_reported(int secondsAhead, bool isCorrected)
    {
        // Happened ten seconds before it was sent, by a clock that is ahead by so much.
        var clock = Door.Now.AddSeconds(secondsAhead);
        foreach (var first in (bool[])[true, false])
        {
            var made = EventJson.Session($"e{first}", clock.AddSeconds(-10)).ToJsonString();
            var sent = $"\"clientTimestamp\":\"{EventJson.Iso(clock)}\"";
            var passage = _door.Post(first ? $"{{{sent},\"events\":[{made}]}}" : $"{{\"events\":[{made}],{sent}}}");
            var admitted = Assert.Single(passage.Events);
            Assert.Equal(Door.Now.AddSeconds(isCorrected ? -10 : secondsAhead - 10), admitted.OccurredAt);
            Assert.Equal(clock, admitted.SentAt);
            Assert.Equal([isCorrected ? "warning clock_corrected" : "ok"], passage.Outcomes);
        }
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "client_time_ignored")]
    [InlineData("1969-12-30T23:59:59Z", "client_time_ignored")]
    [InlineData("9999-12-31T23:59:59.999999Z", "client_time_ignored")]
    [InlineData("1970-01-01T00:00:00+13:00", "clock_corrected")]
    [InlineData("1980-01-01T00:00:00Z", "clock_corrected")]
    public void A_time_of_sending_that_no_clock_shows_corrects_nothing(string sent, string code)
    {
        var passage = _door.Post($"{{\"clientTimestamp\":\"{sent}\",\"events\":[{EventJson.Session("a", Door.Now.AddHours(-1)).ToJsonString()}]}}");
        Assert.Equal([$"warning {code}"], passage.Outcomes);
        var admitted = Assert.Single(passage.Events);
        Assert.Equal(code == "clock_corrected", admitted.SentAt is not null);
        Assert.Equal(code == "clock_corrected" ? Door.Now : Door.Now.AddHours(-1), admitted.OccurredAt);
    }

    [Fact]
    public void What_is_too_old_only_by_its_own_clock_is_told_so()
    {
        var ahead = Door.Now.AddDays(60);
        var passage = _door.Post($"{{\"clientTimestamp\":\"{EventJson.Iso(ahead)}\",\"events\":[{EventJson.Session("a", Door.Now).ToJsonString()}]}}");
        Assert.Equal(["rejected too_old"], passage.Outcomes);
        Assert.Contains("the sender's clock is 5184000 s ahead", (string)passage.Error()["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void What_claims_to_have_happened_after_it_was_sent_happened_when_it_was_received()
    {
        var clock = Door.Now.AddHours(-5);
        var passage = _door.Post($"{{\"clientTimestamp\":\"{EventJson.Iso(clock)}\",\"events\":[{EventJson.Session("a", clock.AddHours(1)).ToJsonString()}]}}");
        Assert.Equal(Door.Now, Assert.Single(passage.Events).OccurredAt);
        Assert.Contains("18000 s behind", (string)passage.Answer["results"]![0]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrected_event_that_is_sent_again_is_a_repeat_and_no_conflict()
    {
        var clock = Door.Now.AddHours(-5);
        var made = EventJson.Session("a", clock).ToJsonString();
        Assert.Equal(["warning clock_corrected"], _door.Post($"{{\"clientTimestamp\":\"{EventJson.Iso(clock)}\",\"events\":[{made}]}}").Outcomes);
        Assert.Equal(["ok duplicate"], _door.Post($"{{\"clientTimestamp\":\"{EventJson.Iso(clock.AddMinutes(1))}\",\"events\":[{made}]}}").Outcomes);
    }

    [Fact]
    public void Two_warnings_of_one_event_stand_side_by_side()
    {
        var clock = Door.Now.AddHours(-5);
        var made = EventJson.Session("a", clock);
        made["colour"] = "red";
        var result = _door.Post($"{{\"clientTimestamp\":\"{EventJson.Iso(clock)}\",\"events\":[{made.ToJsonString()}]}}").Answer["results"]![0]!;
        Assert.Equal(("warning", "clock_corrected", "unknown_property"), ((string)result["outcome"]!, (string)result["code"]!, (string)result["also"]![0]!["code"]!));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_batch()
    {
        var body = $"{{\"batchId\":\"b\",\"events\":[{Event("a")}]}}";
        Assert.NotNull(BatchIdentity.Of(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(BatchIdentity.Of(Encoding.UTF8.GetBytes(body)), BatchIdentity.Of(Encoding.UTF8.GetBytes("\uFEFF" + body)));
    }

    [Fact]
    public void A_batch_is_the_same_by_its_id_and_events_whenever_it_is_sent()
    {
        static BatchIdentity? Of(string body) => BatchIdentity.Of(Encoding.UTF8.GetBytes(body));
        var first = Of("{\"batchId\":\"b\",\"events\":[{\"id\":1}],\"clientTimestamp\":\"x\"}");
        Assert.Equal(first, Of("{\"clientTimestamp\":\"y\", \"events\":[{\"id\":1}], \"batchId\":\"b\"}"));
        Assert.NotEqual(first, Of("{\"batchId\":\"b\",\"events\":[{\"id\":2}]}"));
        Assert.NotEqual(first, Of("{\"batchId\":\"b\",\"events\":[{\"id\":1}],\"checksums\":[\"\"]}"));
        Assert.Null(Of("{\"events\":[]}"));
        Assert.Null(Of("{\"batchId\":\"b\",\"events\":["));
    }

    [Fact]
    public void Remembered_batches_are_bounded_by_number_and_bytes()
    {
        var batches = new RecentBatches(mostBatches: 3, mostBytes: 25);
        for (var i = 0; i < 4; i++)
        {
            batches.Add("app", $"b{i}", (UInt128)i, new byte[8]);
        }

        Assert.Equal([false, true, true, true], Enumerable.Range(0, 4).Select(i => batches.Find("app", $"b{i}", (UInt128)i).IsKnown));
        batches.Add("app", "large", 9, new byte[20]);
        Assert.Equal([false, false], [batches.Find("app", "b2", 2).IsKnown, batches.Find("other", "large", 9).IsKnown]);
        Assert.Null(batches.Find("app", "large", 10).Answer);
        Assert.NotNull(batches.Find("app", "large", 9).Answer);
    }

    private static string Event(string id) => EventJson.Session(id, Door.Now).ToJsonString();

    private static string Body(string[] events, string?[] checksums, bool checksumsFirst)
    {
        var list = "\"checksums\":" + new JsonArray([.. checksums.Select(checksum => (JsonNode?)checksum)]).ToJsonString();
        var body = "\"events\":[" + string.Join(",", events) + "]";
        return checksumsFirst ? $"{{{list},{body}}}" : $"{{{body},{list}}}";
    }

    private static string Sha256(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private static string Crc32C(string json) => EventChecksum.Crc32C(Encoding.UTF8.GetBytes(json)).ToString("x8", CultureInfo.InvariantCulture);
}
