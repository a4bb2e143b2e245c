using System.Globalization;
using Analytics.Insights.Answers;
using Analytics.Insights.ServiceLevels;

namespace Analytics.Operations.Jobs;

/// <summary>Reads what availability was promised: <c>ANALYTICS__SLA__OBJECTIVE=0.999</c> for all services, <c>ANALYTICS__SLA__OBJECTIVES__api=0.9995</c> for one.</summary>
public static class ObjectivesReader
{
    /// <summary>The objectives, with every mistake added to <paramref name="mistakes"/>.</summary>
    /// <param name="forAll">The text for all services; null or empty for 99.9 %.</param>
    /// <param name="perService">The text for each service that has its own.</param>
    /// <param name="mistakes">One line for each mistake.</param>
    public static ServiceObjectives Read(string? forAll, IEnumerable<KeyValuePair<string, string?>> perService, ICollection<string> mistakes)
    {
        double Ratio(string name, string? text)
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is > 0 and < 1)
            {
                return ratio;
            }

            mistakes.Add($"{name}: '{text}' is no number between 0 and 1, such as 0.999.");
            return ServiceObjectives.ThreeNines.Default;
        }

        return new ServiceObjectives(
            string.IsNullOrEmpty(forAll) ? ServiceObjectives.ThreeNines.Default : Ratio("ANALYTICS__SLA__OBJECTIVE", forAll),
            perService.ToDictionary(own => own.Key, own => Ratio($"ANALYTICS__SLA__OBJECTIVES__{own.Key}", own.Value)));
    }

    /// <summary>How many people a published value must be about at least: <c>ANALYTICS__PRIVACY__SMALLESTGROUP=10</c>.</summary>
    public static int ReadSmallestGroup(string? text, ICollection<string> mistakes)
    {
        if (string.IsNullOrEmpty(text))
        {
            return SmallCells.DefaultThreshold;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var people) && people > 0)
        {
            return people;
        }

        mistakes.Add($"ANALYTICS__PRIVACY__SMALLESTGROUP: '{text}' is no whole number from 1 on.");
        return SmallCells.DefaultThreshold;
    }
}
