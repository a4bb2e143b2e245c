using Analytics.Intake.Contract;

namespace Analytics.Tests.Intake;

public sealed class RecentIdsTests
{
    [Fact]
    public void Knows_at_least_the_newest_half_of_its_capacity_and_never_more_than_all()
    {
        var ids = new RecentIds(1_000);
        for (var i = 0; i < 10_000; i++)
        {
            ids.Add([Event("app"u8, BitConverter.GetBytes(i), i)]);
            for (var back = 0; back < Math.Min(i, 500); back += 99)
            {
                Assert.Equal(IdMatch.Same, ids.Find(Event("app"u8, BitConverter.GetBytes(i - back), i - back)));
            }
        }

        Assert.InRange(ids.Count, 500, 1_000);
        Assert.Equal(IdMatch.New, ids.Find(Event("app"u8, BitConverter.GetBytes(17), 17)));
    }

    [Fact]
    public void Many_at_once_are_added_as_one_after_the_other_are()
    {
        var ids = new RecentIds(2_000);
        ids.Add([.. Enumerable.Range(0, 900).Select(i => Event("app"u8, BitConverter.GetBytes(i), i))]);
        Assert.Equal(900, ids.Count);
        Assert.All(Enumerable.Range(0, 900), i => Assert.Equal(IdMatch.Different, ids.Find(Event("app"u8, BitConverter.GetBytes(i), i + 1))));
    }

    [Fact]
    public void Source_and_id_are_told_apart()
    {
        var ids = new RecentIds(1_000);
        ids.Add([Event("a"u8, "bc"u8, 1)]);
        Assert.Equal(IdMatch.New, ids.Find(Event("ab"u8, "c"u8, 1)));
        Assert.Equal(IdMatch.Same, ids.Find(Event("a"u8, "bc"u8, 1)));
        Assert.Equal(IdMatch.Different, ids.Find(Event("a"u8, "bc"u8, 2)));
    }

    [Fact]
    public void The_first_content_of_an_id_stays()
    {
        var ids = new RecentIds(1_000);
        ids.Add([Event("a"u8, "b"u8, 1), Event("a"u8, "b"u8, 2)]);
        Assert.Equal(IdMatch.Same, ids.Find(Event("a"u8, "b"u8, 1)));
    }

    private static KnownEvent Event(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, int content) => new(IdHash.For(source).Of(id), (UInt128)content);
}
