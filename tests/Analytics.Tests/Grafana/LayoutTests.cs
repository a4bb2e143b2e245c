using Analytics.Grafana;
using Analytics.Grafana.Layout;
using Analytics.Grafana.Panels;
using FsCheck;
using FsCheck.Fluent;

namespace Analytics.Tests.Grafana;

public sealed class LayoutTests
{
    [Fact]
    public void A_line_that_is_not_full_is_stretched_to_24_columns()
    {
        var (positions, bottom) = Grid.Set([Panel(4, 4), Panel(4, 4), Panel(6, 4)], top: 10);
        Assert.Equal([new(0, 10, 8, 4), new(8, 10, 7, 4), new(15, 10, 9, 4)], positions);
        Assert.Equal(14, bottom);
    }

    [Fact]
    public void All_panels_of_a_line_are_as_high_as_the_highest()
    {
        var (positions, bottom) = Grid.Set([Panel(12, 4), Panel(12, 8), Panel(24, 3)], top: 0);
        Assert.Equal([8, 8, 3], positions.Select(position => position.Height));
        Assert.Equal(11, bottom);
    }

    [Fact]
    public void Whatever_the_panels_nothing_overlaps_and_every_line_is_full() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Width, byte Height)[]>(),
        sizes =>
        {
            var (positions, bottom) = Grid.Set([.. sizes.Select(size => Panel(1 + (size.Width % 24), 1 + (size.Height % 20)))], top: 0);
            var cells = positions.SelectMany(at => from x in Enumerable.Range(at.X, at.Width) from y in Enumerable.Range(at.Y, at.Height) select (x, y)).ToList();
            return cells.Count == cells.Distinct().Count() && cells.Count == bottom * Grid.Columns && cells.All(cell => cell.x < Grid.Columns);
        }).QuickCheckThrowOnFailure();

    private static Panel Panel(int width, int height) => new TextPanel("Title", "Description", "Text") { Width = width, Height = height };
}
