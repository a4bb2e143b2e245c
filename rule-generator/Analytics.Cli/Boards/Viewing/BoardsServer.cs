using System.Net;
using System.Text.RegularExpressions;

namespace Analytics.Cli.Boards.Viewing;

/// <summary>
/// Serves the viewer on 127.0.0.1 and hands its questions on to Prometheus and Alertmanager: only questions, never what changes them. Requests to another host
/// name than the address are turned away, so that no page of the web can ask through the reader's browser.
/// </summary>
internal sealed partial class BoardsServer(BoardPages pages, Uri prometheus, Uri alertmanager) : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <exception cref="HttpListenerException">The port is taken.</exception>
    public void Start(int port)
    {
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
    }

    /// <summary>Answers until it is cancelled.</summary>
    public async Task Run(CancellationToken cancel)
    {
        await using var stop = cancel.Register(_listener.Stop);
        while (!cancel.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Answer(context, cancel);
        }
    }

    public void Dispose()
    {
        ((IDisposable)_listener).Dispose();
        _http.Dispose();
    }

    private async Task Answer(HttpListenerContext context, CancellationToken cancel)
    {
        try
        {
            var page = await PageOf(context.Request, cancel);
            using var response = context.Response;
            (response.StatusCode, response.ContentType, response.ContentLength64) = (page.Status, page.Type, page.Body.Length);
            response.Headers["Cache-Control"] = "no-cache";
            response.Headers["Content-Security-Policy"] = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:";
            response.Headers["X-Content-Type-Options"] = "nosniff";
            await response.OutputStream.WriteAsync(page.Body, cancel);
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The reader has closed the page or the server is stopping: nobody waits for the answer.
        }
    }

    private async Task<Page> PageOf(HttpListenerRequest request, CancellationToken cancel)
    {
        var path = request.Url!.AbsolutePath;
        return path == "/alerts" ? await Ask(new Uri(alertmanager, "api/v2/alerts?active=true&silenced=false"), null, cancel)
            : Question().IsMatch(path) ? await Ask(new Uri(prometheus, path.TrimStart('/') + request.Url.Query), request, cancel)
            : request.HttpMethod == "GET" ? pages.Get(path)
            : Page.None;
    }

    private async Task<Page> Ask(Uri address, HttpListenerRequest? request, CancellationToken cancel)
    {
        try
        {
            using var question = new HttpRequestMessage(request?.HttpMethod == "POST" ? HttpMethod.Post : HttpMethod.Get, address);
            if (question.Method == HttpMethod.Post)
            {
                question.Content = new StreamContent(request!.InputStream);
                question.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            }

            using var answer = await _http.SendAsync(question, cancel);
            return new Page((int)answer.StatusCode, "application/json", await answer.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (HttpRequestException away)
        {
            return new Page(502, "application/json", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { status = "error", error = $"{address.Authority} cannot be reached: {away.Message}" }));
        }
    }

    [GeneratedRegex("^/api/v1/(query|query_range|label/[A-Za-z0-9_]+/values)$")]
    private static partial Regex Question();
}
