using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>Meals, by the hour of the person's own day.</summary>
internal static class NutritionBehaviour
{
    public static void LogMeal(Visit visit)
    {
        var hour = (visit.Now.UtcDateTime.TimeOfDay.TotalHours + visit.Person.Country.UtcOffsetHours + 24) % 24;
        var (meal, kilocalories) = hour switch
        {
            >= 5 and < 10.5 => (Meal.Breakfast, 420.0),
            >= 11.5 and < 14.5 => (Meal.Lunch, 650.0),
            >= 17.5 and < 22 => (Meal.Dinner, 720.0),
            _ => (Meal.Snack, 210.0),
        };
        visit.View("meal_planner", AppSurface.Meals);
        var logged = visit.Tell(EngagementEvents.NutritionLogged).With(EngagementFields.Meal, meal);
        if (visit.Dice.Chance(0.85))
        {
            logged.With(EngagementFields.Calories, Math.Round(visit.Dice.LogNormal(kilocalories, 0.3)));
        }

        visit.ReachFirstValue();
    }
}
