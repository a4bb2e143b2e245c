namespace Analytics.Tests.Exporters;

/// <summary>A gateway that takes the request and says nothing.</summary>
internal sealed class Stuck : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("not reached");
    }
}
