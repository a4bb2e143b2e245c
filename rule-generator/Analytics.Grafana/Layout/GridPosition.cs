namespace Analytics.Grafana.Layout;

/// <summary>Where a panel stands: columns of 24 from the left, and lines of 30 pixels from the top.</summary>
public readonly record struct GridPosition(int X, int Y, int Width, int Height);
