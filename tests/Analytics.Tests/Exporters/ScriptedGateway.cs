using System.IO.Compression;
using System.Net;

namespace Analytics.Tests.Exporters;

/// <summary>A gateway that answers by script; its requests are kept decompressed.</summary>
internal sealed class ScriptedGateway(Func<string, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly List<string> _bodies = [];

    public ScriptedGateway(Func<string, (int Status, string Body)> answer)
        : this(body => Task.FromResult(Answer(answer(body))))
    {
    }

    /// <summary>What was sent so far.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (_bodies)
            {
                return [.. _bodies];
            }
        }
    }

    /// <summary>Where it was sent to at last.</summary>
    public Uri? Asked { get; private set; }

    public HttpClient Client => new(this, disposeHandler: false);

    public static HttpResponseMessage Answer((int Status, string Body) of) => new((HttpStatusCode)of.Status) { Content = new StringContent(of.Body) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal("Bearer secret", request.Headers.Authorization?.ToString());
        Asked = request.RequestUri;
        await using var gzip = new GZipStream(await request.Content!.ReadAsStreamAsync(cancellationToken), CompressionMode.Decompress);
        var body = await new StreamReader(gzip).ReadToEndAsync(cancellationToken);
        lock (_bodies)
        {
            _bodies.Add(body);
        }

        return await answer(body);
    }
}
