using System.Text.Json;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>What is edited in Grafana is lost at the next provisioning.</summary>
public sealed class NotEditable : BoardRule
{
    public override string Id => "board/not-editable";

    public override string Asks => "The board cannot be edited in Grafana.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        board.Root.Find("editable") is { ValueKind: JsonValueKind.False } ? [] : [board.Error(Id, "\"editable\" must be false: edits would be lost at the next provisioning")];
}
