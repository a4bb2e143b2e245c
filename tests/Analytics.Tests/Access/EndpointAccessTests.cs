using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Intake.Access;
using Analytics.Intake.Audit;
using Analytics.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Npgsql;

namespace Analytics.Tests.Access;

/// <summary>Every endpoint of the table with every role, and with every kind of key that is not good.</summary>
public sealed class EndpointAccessTests : IDisposable
{
    private readonly SomeKeys _keys = new();

    public static TheoryData<string, string, string?> Endpoints
    {
        get
        {
            var rows = new TheoryData<string, string, string?>();
            foreach (var row in EndpointTable.All)
            {
                rows.Add(row.Method, row.Route, null);
                if (row.AdminWith is { } flag)
                {
                    rows.Add(row.Method, row.Route, flag);
                }
            }

            return rows;
        }
    }

    public void Dispose() => _keys.Dispose();

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Each_role_may_what_the_table_says(string method, string route, string? flag)
    {
        var row = EndpointTable.Find(method, route)!;
        foreach (var role in Enum.GetValues<Role>())
        {
            var key = _keys.Add(role);
            _keys.Clock.Advance(AccessControl.ReloadEvery);
            var may = row.IsOpen || (flag is null ? row.Who.Has(role) : role == Role.Admin);
            var (status, _) = await AskAsync(row, key, flag);
            Assert.True(status == (may ? 200 : 403), $"{role} at {method} {route}: {status}");
            Assert.Equal(may, (await AskAsync(row, key, flag, "X-Api-Key")).Status == 200);
            Assert.Equal(may, (await AskAsync(row, key, flag, "X-Analytics-Admin-Key")).Status == 200);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_role_for_a_while_opens_what_it_may_and_nothing_after_its_time(string method, string route, string? flag)
    {
        var row = EndpointTable.Find(method, route)!;
        foreach (var role in Enum.GetValues<Role>())
        {
            var key = _keys.Add(Role.Viewer, made => made with
            {
                Grants = [new(role, _keys.Clock.GetUtcNow().AddHours(2), "incident 41")],
                Coach = "trn_1",
            });
            _keys.Clock.Advance(AccessControl.ReloadEvery);
            bool May(params ReadOnlySpan<Role> roles) => row.IsOpen || (flag is null ? row.Who.Meets(RoleSet.Of(roles)) : roles.Contains(Role.Admin));
            Assert.Equal(May(Role.Viewer, role) ? 200 : 403, (await AskAsync(row, key, flag)).Status);
            _keys.Clock.Advance(TimeSpan.FromHours(2));
            Assert.Equal(May(Role.Viewer) ? 200 : 403, (await AskAsync(row, key, flag)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task No_key_that_is_not_good_opens_anything(string method, string route, string? flag)
    {
        var row = EndpointTable.Find(method, route)!;
        var now = _keys.Clock.GetUtcNow();
        foreach (var role in Enum.GetValues<Role>())
        {
            var good = _keys.Add(role);
            (string? Key, string Reason)[] bad =
            [
                (null, "key_missing"),
                (_keys.Add(role, key => key with { Expires = now }), "key_expired"),
                (_keys.Add(role, key => key with { Revoked = now }), "key_revoked"),
                (good[..^2], "key_malformed"),
                ("Bearer " + good, "key_malformed"),
                (KeyText.New().Key, "key_unknown"),
                (good[..^8] + "AAAAAAAA", "key_unknown"),
            ];
            _keys.Clock.Advance(Lockout.Window);
            foreach (var (key, reason) in bad)
            {
                var (status, answer) = await AskAsync(row, key, flag);
                Assert.Equal(row.IsOpen ? 200 : 401, status);
                if (!row.IsOpen)
                {
                    Assert.Equal(("unauthorized", reason), row.SpeaksOtlp ? ((int)answer["code"]! == 16 ? "unauthorized" : "", ((string)answer["message"]!).Split(':')[0]) : row.TakesEvents ? ((string?)answer["error"], (string?)answer["reason"]) : ("unauthorized", (string?)answer["code"]));
                    Assert.DoesNotContain(good[15..30], answer.ToJsonString(), StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task Where_anonymous_is_allowed_it_is_for_sending_only_and_never_for_a_wrong_key()
    {
        _keys.Add(Role.Viewer);
        _keys.Open(anonymous: true);
        foreach (var row in EndpointTable.All.Where(row => !row.IsOpen))
        {
            _keys.Clock.Advance(TimeSpan.FromMinutes(6)); // wrong keys are forgotten: however many endpoints there are, nobody is locked out
            var (status, _) = await AskAsync(row, null, null);
            Assert.Equal(row.Who.Has(Role.Ingest) ? 200 : 401, status);
            Assert.Equal(401, (await AskAsync(row, KeyText.New().Key, null)).Status);
            if (row.AdminWith is { } flag)
            {
                Assert.Equal(401, (await AskAsync(row, null, flag)).Status);
            }
        }
    }

    [Fact]
    public async Task A_key_of_one_source_sends_as_that_source_only()
    {
        var key = _keys.Add(Role.Ingest, made => made with { Source = "app" });
        var row = EndpointTable.All.First(row => row.Who.Has(Role.Ingest));
        Assert.Equal(200, (await AskAsync(row, key, null)).Status);
        Assert.Equal(200, (await AskAsync(row, key, null, source: "app")).Status);
        Assert.Equal("wrong_source", (string?)(await AskAsync(row, key, null, source: "web")).Answer["reason"]);
    }

    [Theory]
    [InlineData("application/json", "{\"code\":16,\"message\":\"key_missing: ")]
    [InlineData("text/plain", "{\"code\":16,\"message\":\"key_missing: ")]
    [InlineData("application/x-protobuf", "\b\u0010\u0012Ekey_missing: ")]
    public async Task OTLP_is_refused_with_a_status_in_the_encoding_of_the_request(string contentType, string begins)
    {
        var row = EndpointTable.All.Single(row => row.SpeaksOtlp);
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.ContentType) = (row.Method, contentType);
        context.SetEndpoint(Endpoint(row.Method, row.Route));
        var sent = new MemoryStream();
        context.Response.Body = sent;
        await new AccessGuard(_keys.Control, new AuditTrail((_, _) => Task.CompletedTask, _keys.Clock)).InvokeAsync(context, _ => throw new InvalidOperationException("let in"));
        Assert.Equal((401, contentType == "application/x-protobuf" ? contentType : "application/json"), (context.Response.StatusCode, context.Response.ContentType));
        Assert.StartsWith(begins, System.Text.Encoding.UTF8.GetString(sent.ToArray()), StringComparison.Ordinal);
        Assert.NotEmpty(context.Response.Headers.WWWAuthenticate.ToString());
    }

    [Fact]
    public async Task Too_many_wrong_keys_are_429_with_a_time_to_come_back()
    {
        var row = EndpointTable.All.First(row => !row.IsOpen);
        _keys.Add(Role.Viewer);
        for (var i = 0; i < Lockout.Failures; i++)
        {
            await AskAsync(row, KeyText.New().Key, null);
        }

        Assert.Equal((429, "60"), ((await AskAsync(row, KeyText.New().Key, null)).Status, _retryAfter));
    }

    [Fact]
    public void An_endpoint_that_is_not_in_the_table_stops_the_start_and_so_does_a_row_that_guards_nothing()
    {
        var all = EndpointTable.All.Select(row => Endpoint(row.Method, row.Route)).ToList();
        Assert.Empty(EndpointTable.Mistakes(all));
        Assert.Contains("GET /secret: not in the table", Assert.Single(EndpointTable.Mistakes([.. all, Endpoint("GET", "/secret")])), StringComparison.Ordinal);
        Assert.Contains("but not mapped", Assert.Single(EndpointTable.Mistakes(all.Skip(1))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_printed_beside_the_gateway() => Golden.Match(EndpointTable.Print(), "exporters/Analytics.Gateway/endpoints.md");

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task What_the_table_marks_is_written_down_and_nothing_else_is(string method, string route, string? flag)
    {
        var row = EndpointTable.Find(method, route)!;
        var act = flag is null ? row.Audited : row.AdminAct;
        var admin = _keys.Add(Role.Admin);
        await AskAsync(row, admin, flag);
        Assert.Equal(act is null ? [] : [(act, AuditOutcome.Done, _keys.Keys[0].Id)], _audit.Select(entry => (entry.Act, entry.Outcome, entry.Actor)));
        _audit.Clear();

        var ingest = _keys.Add(Role.Ingest);
        _keys.Clock.Advance(AccessControl.ReloadEvery);
        if (act is not null && (await AskAsync(row, ingest, flag)).Status == 403)
        {
            Assert.Equal((act, AuditOutcome.Denied), (Assert.Single(_audit).Act, _audit[0].Outcome));
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task What_cannot_be_written_down_is_not_shown(string method, string route, string? flag)
    {
        var row = EndpointTable.Find(method, route)!;
        _auditIsAway = true;
        var (status, answer) = await AskAsync(row, _keys.Add(Role.Admin), flag);
        if ((flag is null ? row.Audited : row.AdminAct) is null)
        {
            Assert.Equal(200, status);
        }
        else
        {
            Assert.Equal((503, "audit_unavailable", "5"), (status, row.SpeaksOtlp ? ((string)answer["message"]!).Split(':')[0] : (string?)(answer["code"] ?? answer["error"]), _retryAfter));
        }
    }

    [Fact]
    public async Task An_audited_answer_says_whom_it_was_about_and_arrives_whole()
    {
        var trail = new AuditTrail((entry, _) =>
        {
            _audit.Add(entry);
            return Task.CompletedTask;
        }, _keys.Clock);
        var context = new DefaultHttpContext();
        var sent = new MemoryStream();
        context.Response.Body = sent;
        var caller = new Caller("abcdefghij", "somebody", RoleSet.Of(Role.Analyst));
        Assert.True(await trail.RunAsync(context, caller, AuditActs.SubjectRead, async reached =>
        {
            reached.Audit().Subject = new string('a', 32);
            await reached.Response.WriteAsync("about one person");
            Assert.Equal(0, sent.Length);
        }));
        Assert.Equal("about one person", System.Text.Encoding.UTF8.GetString(sent.ToArray()));
        Assert.Equal((new string('a', 32), "analyst"), (Assert.Single(_audit).Subject, _audit[0].Roles));

        await Assert.ThrowsAsync<InvalidOperationException>(() => trail.RunAsync(context, caller, AuditActs.SubjectRead, _ => throw new InvalidOperationException()));
        Assert.Equal(AuditOutcome.Failed, _audit[^1].Outcome);
    }

    [Fact]
    public async Task A_load_of_history_is_one_record_an_hour_for_each_key_and_source()
    {
        var row = EndpointTable.All.First(row => row.AdminAct is not null);
        var admin = _keys.Add(Role.Admin);
        foreach (var source in (string[])["a", "a", "b", "a"])
        {
            await AskAsync(row, admin, row.AdminWith, source: source);
        }

        Assert.Equal(["source a", "source b"], _audit.Select(entry => entry.Detail));
        _keys.Clock.Advance(AuditTrail.OncePer);
        await AskAsync(row, admin, row.AdminWith, source: "a");
        Assert.Equal(3, _audit.Count);
    }

    [Fact]
    public async Task A_load_of_history_from_what_is_no_source_repeats_nothing_of_it()
    {
        var row = EndpointTable.All.First(row => row.AdminAct is not null);
        var admin = _keys.Add(Role.Admin);
        foreach (var source in (string?[])[null, "anna@example.org", new string('x', 10_000), "default"])
        {
            await AskAsync(row, admin, row.AdminWith, source: source);
        }

        Assert.Equal(["source default", "source without a valid name"], _audit.Select(entry => entry.Detail));
    }

    [Fact]
    public async Task Sources_of_loads_are_remembered_up_to_a_bound()
    {
        var row = EndpointTable.All.First(row => row.AdminAct is not null);
        var admin = _keys.Add(Role.Admin);
        for (var i = 0; i <= AuditTrail.MostOpened; i++)
        {
            await AskAsync(row, admin, row.AdminWith, source: $"s{i}");
        }

        // The last one is remembered still; the first has made room, and is written down again.
        await AskAsync(row, admin, row.AdminWith, source: $"s{AuditTrail.MostOpened}");
        Assert.Equal(AuditTrail.MostOpened + 1, _audit.Count);
        await AskAsync(row, admin, row.AdminWith, source: "s0");
        Assert.Equal(AuditTrail.MostOpened + 2, _audit.Count);
    }

    private readonly List<AuditEntry> _audit = [];
    private AuditTrail? _trail;
    private bool _auditIsAway;
    private string _retryAfter = "";

    private async Task<(int Status, JsonNode Answer)> AskAsync(EndpointAccess row, string? key, string? flag, string header = "Authorization", string? source = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = row.Method;
        context.Request.QueryString = flag is null ? default : new($"?{flag}=true");
        context.SetEndpoint(Endpoint(row.Method, row.Route));
        context.Response.Body = new MemoryStream();
        if (key is not null)
        {
            context.Request.Headers[header] = header == "Authorization" ? "Bearer " + key : key;
        }

        if (source is not null)
        {
            context.Request.Headers[AccessGuard.SourceHeader] = source;
        }

        _trail ??= new AuditTrail((entry, _) =>
        {
            _audit.Add(_auditIsAway ? throw new NpgsqlException() : entry);
            return Task.CompletedTask;
        }, _keys.Clock);
        await new AccessGuard(_keys.Control, _trail).InvokeAsync(context, reached =>
        {
            Assert.Equal(row.IsOpen, reached.Features.Get<Caller>() is null);
            return Task.CompletedTask;
        });
        _retryAfter = context.Response.Headers.RetryAfter.ToString();
        context.Response.Body.Position = 0;
        return (context.Response.StatusCode, context.Response.Body.Length == 0 ? new JsonObject() : (await JsonNode.ParseAsync(context.Response.Body))!);
    }

    private static RouteEndpoint Endpoint(string method, string route) =>
        (RouteEndpoint)new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse(route), 0) { Metadata = { new HttpMethodMetadata([method]) } }.Build();
}
