using Analytics.PromQL;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Asking more often than samples come costs the server and shows nothing new.</summary>
public sealed class RefreshPace : BoardRule
{
    /// <summary>New samples come every 15 seconds: the scrape interval, and the exporters' interval.</summary>
    public static readonly Duration Fastest = 15.Seconds();

    public override string Id => "board/refresh-pace";

    public override string Asks => "The board does not refresh faster than samples come.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        var refresh = board.Root.Text("refresh");
        if (refresh.Length > 0 && (Duration.Parse(refresh) is not { } pace || pace < Fastest))
        {
            yield return board.Error(Id, $"refreshes every '{refresh}'; samples come every {Fastest}");
        }
    }
}
