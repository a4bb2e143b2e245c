using System.Diagnostics;

namespace Analytics.Testing.Peers;

/// <summary>A real Chromium without a screen: opens a page, runs its scripts, and hands back what became of it.</summary>
public static class Browser
{
    /// <summary>The page's document, as HTML, when its scripts have nothing left to wait for (at most 20 seconds of the page's own time).</summary>
    /// <param name="url">The page.</param>
    /// <param name="cancel">Ends the browser.</param>
    /// <exception cref="InvalidOperationException">The browser failed; the message has what it printed.</exception>
    public static async Task<string> Open(string url, CancellationToken cancel = default)
    {
        var profile = PeerStart.NewFolder("browser");
        try
        {
            return await Run(profile, url, cancel);
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    private static async Task<string> Run(string profile, string url, CancellationToken cancel)
    {
        // The sandbox wants rights that containers rarely give; the page is our own.
        string[] arguments = ["--no-sandbox", "--disable-gpu", $"--user-data-dir={profile}", "--window-size=1600,2400", "--virtual-time-budget=20000", "--dump-dom", url];
        using var process = Process.Start(new ProcessStartInfo(StackFolder.Program("chromium"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancel);
            var page = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 && page.Length > 0 ? page : throw new InvalidOperationException($"Chromium ended with {process.ExitCode} at {url}:\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
