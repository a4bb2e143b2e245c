using System.Net;
using Analytics.Exporters.RemoteWrite;

namespace Analytics.Tests.Exporters;

/// <summary>Failures that a healthy Prometheus does not show on demand; what it does show is in the integration tests.</summary>
public sealed class RemoteWriteRetryTests
{
    private static readonly SeriesSample[] One = [new(new SeriesName("m"), DateTimeOffset.UnixEpoch, 1)];

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task What_fails_for_now_is_sent_again(HttpStatusCode code)
    {
        var receiver = new Answers(code, code, HttpStatusCode.NoContent);
        var outcome = await Client(receiver).Write(One, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsComplete);
        Assert.Equal(3, receiver.Requests);
    }

    [Fact]
    public async Task A_receiver_that_stays_away_is_unreachable_and_says_why()
    {
        var receiver = new Answers([.. Enumerable.Repeat(HttpStatusCode.BadGateway, 9)]);
        var outcome = await Client(receiver).Write(One, TestContext.Current.CancellationToken);
        Assert.Contains("502", outcome.Unreachable, StringComparison.Ordinal);
        Assert.Equal(5, receiver.Requests);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_not_sent_again()
    {
        var receiver = new Answers(HttpStatusCode.BadRequest);
        var outcome = await Client(receiver).Write(One, TestContext.Current.CancellationToken);
        Assert.Equal(1, receiver.Requests);
        Assert.Contains("400: because", Assert.Single(outcome.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_write_sends_nothing()
    {
        var receiver = new Answers();
        Assert.True((await Client(receiver).Write([], TestContext.Current.CancellationToken)).IsComplete);
        Assert.Equal(0, receiver.Requests);
    }

    private static RemoteWriteClient Client(Answers receiver) => new(
        new HttpClient(receiver), new RemoteWriteSettings(new Uri("http://receiver.invalid/api/v1/write")) { FirstPause = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);

    private sealed class Answers(params HttpStatusCode[] codes) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(codes[Requests++]) { Content = new StringContent("because") });
    }
}
