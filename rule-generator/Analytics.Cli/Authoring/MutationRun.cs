using Analytics.AlertRules;
using Analytics.Rules;
using Analytics.Rules.Mutation;
using Analytics.Rules.Output;

namespace Analytics.Cli.Authoring;

/// <summary>Makes one mistake after the other in a copy of the rules and asks promtool whether a test notices.</summary>
internal sealed class MutationRun(string root, OfficialTools tools)
{
    /// <summary>The mistakes that no test noticed, and how many there were.</summary>
    /// <param name="files">Rule files with tests of their own.</param>
    /// <param name="cancel">Ends the run.</param>
    public async Task<(IReadOnlyList<(RuleFile File, Mutant Mutant)> Survivors, int Mutants)> RunAsync(IReadOnlyList<RuleFile> files, CancellationToken cancel)
    {
        var copy = Directory.CreateTempSubdirectory("analytics-mutants-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, RuleBook.Room), "*.yml", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            var survivors = new List<(RuleFile, Mutant)>();
            var mutants = 0;
            foreach (var file in files)
            {
                var path = Path.Combine(copy, file.Path);
                var right = await File.ReadAllTextAsync(path, cancel);
                foreach (var mutant in Mutant.Of(file, AlertRuleBook.Default.Links))
                {
                    mutants++;
                    await File.WriteAllTextAsync(path, RuleText.Prometheus(mutant.Groups, "A mutant."), cancel);
                    if (await tools.PassesAsync(Path.Combine(copy, file.TestPath), cancel))
                    {
                        survivors.Add((file, mutant));
                    }
                }

                await File.WriteAllTextAsync(path, right, cancel);
            }

            return (survivors, mutants);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
