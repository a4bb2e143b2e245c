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
            ids.Add("app"u8, BitConverter.GetBytes(i), (UInt128)i);
            for (var back = 0; back < Math.Min(i, 500); back += 99)
            {
                Assert.Equal(IdMatch.Same, ids.Find("app"u8, BitConverter.GetBytes(i - back), (UInt128)(i - back)));
            }
        }

        Assert.InRange(ids.Count, 500, 1_000);
        Assert.Equal(IdMatch.New, ids.Find("app"u8, BitConverter.GetBytes(17), 17));
    }

    [Fact]
    public void Source_and_id_are_told_apart()
    {
        var ids = new RecentIds(1_000);
        ids.Add("a"u8, "bc"u8, 1);
        Assert.Equal(IdMatch.New, ids.Find("ab"u8, "c"u8, 1));
        Assert.Equal(IdMatch.Same, ids.Find("a"u8, "bc"u8, 1));
        Assert.Equal(IdMatch.Different, ids.Find("a"u8, "bc"u8, 2));
    }

    [Fact]
    public void The_first_content_of_an_id_stays()
    {
        var ids = new RecentIds(1_000);
        ids.Add("a"u8, "b"u8, 1);
        ids.Add("a"u8, "b"u8, 2);
        Assert.Equal(IdMatch.Same, ids.Find("a"u8, "b"u8, 1));
    }
}
