using System.IO.Compression;
using System.Text;
using Analytics.Catalog;
using Analytics.Gateway;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.Otlp;
using Analytics.Intake.Privacy;
using Analytics.Testing.Intake;
using Microsoft.AspNetCore.Http;

namespace Analytics.Tests.Intake;

/// <summary>No bytes bring the other doors to throw either; the benchmark <c>fuzz</c> does the same a million times over the network.</summary>
public sealed class DoorFuzzTests
{
    private static readonly PrivacyGate Gate = new(PseudonymKeys.Parse(Door.KeyLine, out _)!);

    [Theory]
    [InlineData(IntakeForm.OtlpProtobuf, 21)]
    [InlineData(IntakeForm.OtlpJson, 22)]
    public void Spoiled_OTLP_is_always_answered(IntakeForm form, int seed)
    {
        var dice = new Random(seed);
        for (var i = 0; i < 4_000; i++)
        {
            var log = new OtlpLog("session.ended", Door.Now, [("event.id", $"e{i}"), ("user.id", "anna"), ("session.id", "s"), ("privacy.can_track", true), ("duration", 5.5), ("device", new (string, object?)[] { ("platform", "ios") })]);
            var good = form == IntakeForm.OtlpJson ? Encoding.UTF8.GetBytes(OtlpLogs.Json([("service.name", "a")], log, log)) : OtlpLogs.Protobuf([("service.name", "a")], log, log);
            var body = i % 20 == 0 ? RandomBytes(dice) : ByteSpoiler.Spoil(good, dice);
            try
            {
                using var submission = new OtlpSubmission(Gate, () => new RequestReader(EventContract.Default, new DoorLimits(), new RecentIds(1_000)), new IntakeRequest(body, null, form), Door.Now);
                if (submission.Read() is { } fault)
                {
                    Assert.NotEmpty(fault.Message);
                }

                foreach (var (_, _, batch) in submission.Close())
                {
                    batch.Dispose();
                }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{e.GetType().Name}: {e.Message} for {Convert.ToHexString(body)}\n{e.StackTrace}");
            }
        }
    }

    [Fact]
    public async Task Spoiled_gzip_is_refused_or_read_within_its_bound()
    {
        var dice = new Random(23);
        var bodies = new BodyReader(limitOfAll: 10_000_000);
        for (var i = 0; i < 2_000; i++)
        {
            var context = new DefaultHttpContext();
            context.Request.Headers.ContentEncoding = "gzip";
            var content = new byte[dice.Next(200_000)];
            context.Request.Body = new MemoryStream(ByteSpoiler.Spoil(Gzip(content), dice));
            using var body = await bodies.ReadAsync(context.Request, 100_000, TestContext.Current.CancellationToken);
            Assert.True(body.Refusal is null or RequestRefusal.BadCompression or RequestRefusal.BodyTooLarge, $"{body.Refusal}");
            Assert.True(body.Refusal is not null || body.Bytes.Length <= 100_000);
        }

        Assert.Equal(0, bodies.Held);
    }

    [Fact]
    public async Task All_bodies_together_are_bounded()
    {
        var bodies = new BodyReader(limitOfAll: 1_000_000);
        var held = new List<BodyReader.ReadBody>();
        for (var i = 0; i < 20; i++)
        {
            var context = new DefaultHttpContext();
            context.Request.Body = new MemoryStream(new byte[90_000]);
            held.Add(await bodies.ReadAsync(context.Request, 100_000, TestContext.Current.CancellationToken));
        }

        Assert.Null(held[0].Refusal);
        Assert.Equal(RequestRefusal.Busy, held[^1].Refusal);
        Assert.InRange(bodies.Held, 1, 1_000_000);
        held.ForEach(body => body.Dispose());
        Assert.Equal(0, bodies.Held);
    }

    private static byte[] RandomBytes(Random dice)
    {
        var bytes = new byte[dice.Next(300)];
        dice.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return into.ToArray();
    }
}
