using System.Runtime.CompilerServices;
using Analytics.AlertRules;
using Analytics.Rules;
using Analytics.Rules.Mutation;
using Analytics.Rules.Output;

namespace Analytics.Cli.Authoring;

/// <summary>Makes one mistake after the other in a copy of the rules and asks promtool whether a test notices.</summary>
internal sealed class MutationRun(string root, OfficialTools tools)
{
    /// <summary>Each mistake, as soon as promtool has judged it, and whether a test noticed.</summary>
    /// <param name="files">Rule files with tests of their own, which pass.</param>
    /// <param name="cancel">Ends the run.</param>
    public async IAsyncEnumerable<(RuleFile File, Mutant Mutant, bool Noticed)> RunAsync(IReadOnlyList<RuleFile> files, [EnumeratorCancellation] CancellationToken cancel)
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

            foreach (var file in files)
            {
                var path = Path.Combine(copy, file.Path);
                var right = await File.ReadAllTextAsync(path, cancel);
                foreach (var mutant in Mutant.Of(file, AlertRuleBook.Default.Links))
                {
                    await File.WriteAllTextAsync(path, RuleText.Prometheus(mutant.Groups, "A mutant."), cancel);
                    yield return (file, mutant, !await tools.PassesAsync(Path.Combine(copy, file.TestPath), cancel));
                }

                await File.WriteAllTextAsync(path, right, cancel);
            }
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
