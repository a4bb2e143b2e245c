using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Gateway.OpenApi;
using Analytics.Gateway.Problems;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Testing.Intake;
using Analytics.Testing.OpenApi;
using Analytics.Tests.Intake;

namespace Analytics.Tests.Access;

/// <summary>Every answer that a door for events can give fits what the published contract says of it: also those that nobody can bring about at will.</summary>
public sealed class AnswersOfTheDoorsTests
{
    private static readonly JsonObject Document = (JsonObject)JsonNode.Parse(ApiDocument.Print())!;
    private static readonly DocumentSchemas Schemas = new(Document);

    public static MatrixTheoryData<string, RequestRefusal> Refusals =>
        new(EndpointTable.All.Where(ApiOperation.TakesEvents).Select(row => row.Route).Distinct(), Enum.GetValues<RequestRefusal>());

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Each_refusal_is_documented_and_looks_as_documented(string route, RequestRefusal reason)
    {
        var isOtlp = route.StartsWith("/v1/", StringComparison.Ordinal);
        if (isOtlp ? reason is RequestRefusal.BatchConflict : reason is RequestRefusal.NotProtobuf)
        {
            return;
        }

        var form = isOtlp ? IntakeForm.OtlpJson : IntakeForm.Batch;
        using var answer = IntakeAnswer.Refuse(form, reason, RequestRefusals.Explain(reason, form), RequestRefusals.RetryAfter(reason));
        var documented = ResponseOf(route, answer.Status);
        Fits(documented, Encoding.UTF8.GetString(answer.Body.Span));
        if (reason != RequestRefusal.LockedOut)
        {
            // That one is the guard's.
            Assert.Equal(answer.RetryAfter is not null, documented["headers"]?["Retry-After"] is not null);
        }
    }

    [Fact]
    public void Every_problem_is_documented_and_says_when_to_come_back_where_the_document_does() => Assert.All(ProblemKind.All, kind =>
    {
        var documented = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!["responses"]![$"{kind.Status}"])
            .FirstOrDefault(response => response?["content"]?[Problem.MediaType] is not null);
        if (kind != ProblemKind.MethodNotAllowed)
        {
            Assert.NotNull(documented);
            Assert.Equal(kind.RetryAfter is not null, documented["headers"]?["Retry-After"] is not null);
        }
    });

    [Fact]
    public void Outcomes_of_all_sorts_look_as_documented()
    {
        using var door = new Door();
        var twice = EventJson.Session("twice", Door.Now);
        var other = EventJson.Session("twice", Door.Now.AddHours(-1));
        var untracked = EventJson.Session("untracked", Door.Now);
        untracked["privacyFlags"]!["canTrack"] = false;
        var broken = EventJson.Session("broken", Door.Now);
        broken["timestamp"] = "yesterday";
        broken["category"] = 5;
        broken["sessionId"] = null;
        var odd = EventJson.Session("odd", Door.Now);
        odd["nonsense"] = 1;
        odd["more"] = 1;
        odd["label"] = "write to anna@example.org or 192.0.2.7";
        odd["privacyFlags"]!["consentDate"] = "2027-11-21T09:30:00Z";
        var withdrawn = JsonNode.Parse(EventExample.Json(PlatformEvents.ConsentWithdrawn))!;
        withdrawn["timestamp"] = "2026-11-21T09:30:00Z";
        var passage = door.Post(twice, twice.DeepClone(), other, untracked, broken, odd, withdrawn, new JsonObject(), JsonValue.Create(7));
        Assert.Null(passage.Fault);
        Assert.Contains(passage.Answer["results"]!.AsArray(), result => result!["also"] is not null);
        Assert.Contains(passage.Answer["errors"]!.AsArray(), error => error!["also"] is not null);
        Assert.Contains(passage.Answer["results"]!.AsArray(), result => result!["erasure"] is not null);
        Assert.Equal(["dropped", "ok", "rejected", "warning"], passage.Answer["results"]!.AsArray().Select(result => (string)result!["outcome"]!).Distinct().Order());
        Fits(ResponseOf("/api/analytics/events", 200), passage.Answer.ToJsonString());
    }

    [Fact]
    public void A_request_that_was_read_and_turned_away_looks_as_documented()
    {
        using var read = new AnswerWriter();
        read.Accept("a"u8, []);
        read.Accept(default, []);
        using var answer = IntakeAnswer.Refuse(IntakeForm.Events, RequestRefusal.LogFull, "later", TimeSpan.FromSeconds(5), read);
        Fits(ResponseOf("/api/analytics/events", 503), Encoding.UTF8.GetString(answer.Body.Span));
    }

    private static JsonNode ResponseOf(string route, int status)
    {
        var response = Document["paths"]![route]!["post"]!["responses"]![$"{status}"];
        Assert.True(response is not null, $"{route}: {status} is not in the document");
        return response;
    }

    private static void Fits(JsonNode documented, string body)
    {
        var errors = Schemas.CheckAnswer(documented["content"]!["application/json"]!["schema"]!, JsonNode.Parse(body)!);
        Assert.True(errors.Count == 0, $"{string.Join("; ", errors)}: {body}");
    }
}
