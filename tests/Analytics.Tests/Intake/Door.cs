using System.Text;
using System.Text.Json.Nodes;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>The door without disk and network: body in; answer and what would go to the log out.</summary>
internal sealed class Door : IDisposable
{
    public const string KeyLine = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly RequestReader _reader;
    private readonly PrivacyGate _gate;

    public Door(string keys = KeyLine)
    {
        Keys = PseudonymKeys.Parse(keys, out _)!;
        _gate = new PrivacyGate(Keys);
        _reader = new RequestReader(EventContract.Default, new DoorLimits(), Recent);
    }

    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    public PseudonymKeys Keys { get; }

    public Suppressions Suppressions => _gate.Suppressions;

    public RecentIds Recent { get; } = new(10_000);

    public Passage Post(params JsonNode[] events) => Post(EventJson.Request(events));

    public Passage Post(string body, bool backfill = false, string? replayed = null) => Post(Encoding.UTF8.GetBytes(body), backfill, replayed);

    public Passage Post(byte[] body, bool backfill = false, string? replayed = null)
    {
        // As the pipeline does: a replay is not of the present, and not marked as history as a whole either.
        using var admission = _gate.Open("app", backfill, UnixTime.ToMicroseconds(Now), replayed);
        if (_reader.Read(body, admission, backfill || replayed is not null, Now) is { } fault)
        {
            return new Passage(fault, new JsonObject(), [], [], []);
        }

        using var answer = new ByteBuffer(1024);
        _reader.Answer.WriteTo(answer, _reader.BatchIdInJson);
        using var batch = admission.Close();
        _reader.Remember(admission);
        var payload = batch.Frame.Written[BatchCodec.FrameHead..].ToArray();
        var read = PrivacyGate.Reopen(payload, 0, payload.Length, LogNames.Read(EventContract.Default.Names, EventContract.Default));
        return new Passage(null, (JsonObject)JsonNode.Parse(answer.Written)!, read.Events, read.Refusals, payload) { Decisions = read.Decisions };
    }

    /// <summary>A batch for the log, of sessions with these ids.</summary>
    public AdmittedBatch Admit(params IEnumerable<string> ids) => AdmitRequest(ids.Select(id => EventJson.Session(id, Now)));

    /// <summary>A batch for the log, of what the gate makes of these events.</summary>
    public AdmittedBatch AdmitRequest(IEnumerable<JsonNode> events)
    {
        using var admission = _gate.Open("app", backfill: false, UnixTime.ToMicroseconds(Now));
        Assert.Null(_reader.Read(Encoding.UTF8.GetBytes(EventJson.Request(events)), admission, backfill: false, Now));
        return admission.Close();
    }

    public void Dispose() => _reader.Dispose();
}

/// <summary>What came of a request.</summary>
internal sealed record Passage(RequestFault? Fault, JsonObject Answer, IReadOnlyList<AdmittedEvent> Events, IReadOnlyList<RefusedEvent> Refusals, byte[] Payload)
{
    public IReadOnlyList<ConsentDecision> Decisions { get; init; } = [];

    /// <summary>Outcome, and code if there is one, of each event: <c>ok</c>, <c>rejected missing_field</c>.</summary>
    public IReadOnlyList<string> Outcomes =>
        [.. Answer["results"]!.AsArray().Select(result => $"{result!["outcome"]} {result["code"]}".Trim())];

    public JsonNode Error(int at = 0) => Answer["errors"]![at]!;
}
