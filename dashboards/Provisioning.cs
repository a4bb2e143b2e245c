using System.Text;

namespace Analytics.Dashboards;

/// <summary>The file by which Grafana finds the boards: one provider for each audience's folder, so that folders keep their ids and nothing else in the room is read.</summary>
public static class Provisioning
{
    private const string Room = "collector-config/grafana/provisioning/dashboards";

    /// <summary>Where Grafana sees the repository's <c>dashboards/</c>.</summary>
    private const string Mount = "/var/lib/grafana/boards";

    public static GeneratedSet Files => new("board provisioning", [new($"{Room}/boards.yml", Text, typeof(Provisioning).FullName!)], Room, "*.yml");

    private static string Text
    {
        get
        {
            var yaml = new StringBuilder("# Generated from Analytics.Grafana.Audience by `./analytics generate`. Boards are changed in C#, not in Grafana.\napiVersion: 1\nproviders:\n");
            foreach (var audience in Audience.All.Where(audience => BoardIndex.All.Any(file => file.Board.Audience == audience)))
            {
                yaml.Append($"""
                      - name: {audience.Uid}
                        type: file
                        folder: {audience.Folder}
                        folderUid: {audience.Uid}
                        disableDeletion: true
                        allowUiUpdates: false
                        updateIntervalSeconds: 30
                        options:
                          path: {Mount}/{audience.Folder}

                    """);
            }

            return yaml.ToString();
        }
    }
}
