using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Privacy;
using Analytics.Testing.Intake;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Tests.Intake;

/// <summary>The memory of a body is the caller's again as soon as the request is submitted: the gateway reads the next request into it.</summary>
public sealed class BodyMemoryTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("an-body-");
    private IntakePipeline _pipeline = null!;

    public async ValueTask InitializeAsync()
    {
        var keys = Path.Combine(_folder.FullName, "keys");
        await File.WriteAllTextAsync(keys, PseudonymKeys.NewLine("k1"));
        var settings = new IntakeSettings { ConnectionString = "Host=127.0.0.1;Port=1", LogDirectory = Path.Combine(_folder.FullName, "wal"), Instance = "one", PrivacyKeyFile = keys };
        _pipeline = IntakePipeline.Open(settings, TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(IntakeForm.Events)]
    [InlineData(IntakeForm.Batch)]
    [InlineData(IntakeForm.OtlpJson)]
    [InlineData(IntakeForm.OtlpProtobuf)]
    public async Task What_is_written_over_a_body_reaches_neither_its_events_nor_its_answer(IntakeForm form)
    {
        var now = TimeProvider.System.GetUtcNow();
        var body = Body(form, now);
        var overwritten = body.ToArray();
        var submitted = _pipeline.SubmitAsync(new IntakeRequest(overwritten, "app", form));
        overwritten.AsSpan().Fill((byte)'x');
        using var first = await submitted;
        // The same once more, under another batch id: had anything of it changed, it would be a conflict instead of a repeat.
        var again = form == IntakeForm.Batch ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("batch-1", "batch-2", StringComparison.Ordinal)) : body;
        using var second = await _pipeline.SubmitAsync(new IntakeRequest(again, "app", form));

        Assert.Equal((200, 200), (first.Status, second.Status));
        if (IntakeRequest.IsOtlp(form))
        {
            Assert.Equal(first.Body.ToArray(), second.Body.ToArray());
            Assert.Equal((3L, 3L), (_pipeline.Vitals.Accepted, _pipeline.Vitals.Duplicates));
            return;
        }

        var (answer, repeat) = (JsonNode.Parse(first.Body.Span)!, JsonNode.Parse(second.Body.Span)!);
        Assert.Equal(["e1", "e2", "e3"], answer["results"]!.AsArray().Select(result => (string?)result!["id"]));
        Assert.Equal(["duplicate", "duplicate", "duplicate"], repeat["results"]!.AsArray().Select(result => (string?)result!["code"]));
    }

    private static byte[] Body(IntakeForm form, DateTimeOffset now)
    {
        if (IntakeRequest.IsOtlp(form))
        {
            var logs = Enumerable.Range(1, 3).Select(i => new OtlpLog("session.started", now, [("event.id", $"e{i}"), .. OtlpLogs.Person]));
            return form == IntakeForm.OtlpJson ? Encoding.UTF8.GetBytes(OtlpLogs.Json(OtlpLogs.Service, logs)) : OtlpLogs.Protobuf(OtlpLogs.Service, logs);
        }

        var request = JsonNode.Parse(EventJson.Request(Enumerable.Range(1, 3).Select(i => EventJson.Of(EngagementEvents.SessionStarted, $"e{i}", now, "anna", $"session-{i}"))))!;
        request["batchId"] = "batch-1";
        return Encoding.UTF8.GetBytes(request.ToJsonString());
    }
}
