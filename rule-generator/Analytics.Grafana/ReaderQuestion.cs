namespace Analytics.Grafana;

/// <summary>A line of a board's reader's test: what a reader asks, and where the eye finds the answer.</summary>
/// <param name="Asks">As the reader would ask it.</param>
/// <param name="Panel">The panel that answers; it must be on the board.</param>
/// <param name="Sign">What the eye sees there that is the answer.</param>
public sealed record ReaderQuestion(string Asks, Panel Panel, string Sign);
