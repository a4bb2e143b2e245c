using Analytics.Intake.Contract;
using Analytics.Tests.Access;

namespace Analytics.Tests.Intake;

/// <summary>What a source may send is measured in events and in bytes; what it overdraws, it waits for.</summary>
public sealed class QuotaTests
{
    private readonly SetClock _clock = new(Door.Now);

    [Fact]
    public void A_source_may_send_its_burst_at_once_and_then_its_rate()
    {
        var quotas = new SourceQuotas(new SourceQuota(100, 0), new Dictionary<string, SourceQuota>(), _clock);
        Assert.Null(quotas.Wait("app"));
        quotas.Use("app", 499, 1_000_000);
        Assert.Null(quotas.Wait("app"));
        quotas.Use("app", 201, 0);
        Assert.Equal(2, quotas.Wait("app")!.Value.TotalSeconds, 3);
        Assert.Null(quotas.Wait("other"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, quotas.Wait("app")!.Value.TotalSeconds, 3);
        _clock.Advance(TimeSpan.FromSeconds(1.01));
        Assert.Null(quotas.Wait("app"));
    }

    [Fact]
    public void Bytes_count_as_well_and_a_source_may_have_a_quota_of_its_own()
    {
        var quotas = new SourceQuotas(default, new Dictionary<string, SourceQuota> { ["app"] = new(0, 1_000) }, _clock);
        quotas.Use("app", 1, 7_000);
        quotas.Use("free", 1, 1_000_000_000);
        Assert.Equal(2, quotas.Wait("app")!.Value.TotalSeconds, 3);
        Assert.Null(quotas.Wait("free"));
    }

    [Fact]
    public void Any_number_of_sources_is_counted_in_bounded_memory()
    {
        var quotas = new SourceQuotas(new SourceQuota(1, 0), new Dictionary<string, SourceQuota>(), _clock);
        for (var i = 0; i < 30_000; i++)
        {
            quotas.Use($"s{i}", 100, 0);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.NotNull(quotas.Wait("s29999"));
        Assert.InRange(quotas.Count, 1, 10_000);
    }
}
