using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Analytics.Tests.Access;

/// <summary>The one way in which the doors say no: a code keeps its status and title, and clients are told when to come back.</summary>
public sealed class ProblemTests
{
    [Fact]
    public void Each_code_stands_once_with_the_status_of_an_error()
    {
        Assert.Equal(ProblemKind.All.Count, ProblemKind.All.Select(kind => kind.Code).Distinct().Count());
        Assert.All(ProblemKind.All, kind => Assert.InRange(kind.Status, 400, 503));
        Assert.All(ProblemKind.All, kind => Assert.Equal(kind.Status is 429 or 503, kind.RetryAfter is not null));
        Assert.Equal(ProblemKind.All.OrderBy(kind => kind.Status), ProblemKind.All);
    }

    [Theory]
    [InlineData(RequestRefusal.WrongContentEncoding, 415)]
    [InlineData(RequestRefusal.BodyTooLarge, 413)]
    [InlineData(RequestRefusal.BadCompression, 400)]
    [InlineData(RequestRefusal.InvalidRequest, 400)]
    [InlineData(RequestRefusal.TooSlow, 408)]
    [InlineData(RequestRefusal.Busy, 503)]
    public void A_body_that_cannot_be_read_is_refused_with_the_word_of_the_events_doors(RequestRefusal refusal, int status)
    {
        Assert.Equal((WireName.Of(refusal), status), (ProblemKind.Of(refusal).Code, ProblemKind.Of(refusal).Status));
    }

    [Fact]
    public async Task A_problem_has_the_members_of_RFC_9457_and_says_when_to_come_back()
    {
        var context = new DefaultHttpContext();
        var sent = new MemoryStream();
        context.Response.Body = sent;
        await Problem.Away("PostgreSQL").WriteAsync(context);
        Assert.Equal((503, "application/problem+json", "5"), (context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.RetryAfter.ToString()));
        Assert.Equal(
            """{"type":"/openapi.json#peer_away","title":"A program that is needed does not answer","status":503,"detail":"PostgreSQL does not answer; ask again","code":"peer_away"}""",
            JsonNode.Parse(sent.ToArray())!.ToJsonString());
    }
}
