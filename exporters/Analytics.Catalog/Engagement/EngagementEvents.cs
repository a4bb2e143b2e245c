namespace Analytics.Catalog;

/// <summary>Meals that nutrition is logged for.</summary>
public enum Meal
{
    Breakfast,
    Lunch,
    Dinner,
    Snack,
}

/// <summary>What a satisfaction rating is about.</summary>
public enum RatedSubject
{
    App,
    Workout,
    Nutrition,
    Recovery,
    Support,
}

/// <summary>Fields of the engagement events.</summary>
public static class EngagementFields
{
    public static readonly NumberField SessionDuration = new("duration", "How long the session lasted.", Unit.Seconds, 0, 86_400);
    public static readonly BudgetedField Screen = new("screen", "The screen's name in the app.", budget: 100, example: "workout_list");
    public static readonly BudgetedField Feature = new("feature", "The feature's name.", budget: 60, example: "meal_planner");
    public static readonly BudgetedField Element = new("element", "The clicked element's name.", budget: 200, example: "start_workout");
    public static readonly BudgetedField Flow = new("flow", "The flow's name.", budget: 20, example: "checkout");
    public static readonly BudgetedField Step = new("step", "The step at which the flow was left.", budget: 30, example: "payment");
    public static readonly ChoiceField<Meal> Meal = new("meal", "Which meal.");
    public static readonly NumberField Calories = new("calories", "Energy of the meal in kilocalories.", Unit.Of("kilocalorie"), 0, 20_000, sensitivity: Sensitivity.Health);
    public static readonly ChoiceField<RatedSubject> Subject = new("subject", "What the rating is about.");
    public static readonly NumberField Score = new("score", "The rating.", Unit.Of("point"), 1, 5, integral: true);
    public static readonly NumberField OnboardingDuration = new("duration", "From the first to the last step of the onboarding.", Unit.Seconds, 0, 2_592_000);
    public static readonly TextField Channel = new("channel", "Where the person came from.", maxLength: 40, example: "app_store");
}

/// <summary>What people do in the app.</summary>
public static class EngagementEvents
{
    public static readonly EventKind UserSignedUp = Declare("user.signed_up", "A person created an account.",
        ContextFields.Platform.Required, ContextFields.Tier.Required, ContextFields.Goal.Required, ContextFields.AgeBand.Required, ContextFields.Country.Required, EngagementFields.Channel.Optional);

    public static readonly EventKind SessionStarted = Declare("session.started", "A person opened the app.",
        ContextFields.Platform.Required);

    public static readonly EventKind SessionEnded = Declare("session.ended", "A person left the app.",
        ContextFields.Platform.Required, EngagementFields.SessionDuration.Required);

    public static readonly EventKind ScreenViewed = Declare("screen.viewed", "A screen was shown.",
        ContextFields.Platform.Required, EngagementFields.Screen.Required);

    public static readonly EventKind FeatureUsed = Declare("feature.used", "A feature was used.",
        ContextFields.Platform.Required, EngagementFields.Feature.Required);

    public static readonly EventKind ElementClicked = Declare("element.clicked", "An element was clicked or tapped.",
        ContextFields.Platform.Required, EngagementFields.Element.Required, EngagementFields.Screen.Optional);

    public static readonly EventKind FlowAbandoned = Declare("flow.abandoned", "A person left a flow before its end.",
        ContextFields.Platform.Required, EngagementFields.Flow.Required, EngagementFields.Step.Required);

    public static readonly EventKind OnboardingStarted = Declare("onboarding.started", "A person began the onboarding.",
        ContextFields.Platform.Required);

    public static readonly EventKind OnboardingCompleted = Declare("onboarding.completed", "A person finished the onboarding.",
        ContextFields.Platform.Required, EngagementFields.OnboardingDuration.Optional);

    public static readonly EventKind FirstValueReached = Declare("first_value.reached", "A person got what they came for, for the first time.",
        ContextFields.Platform.Required);

    public static readonly EventKind NutritionLogged = Declare("nutrition.logged", "A meal was logged.",
        ContextFields.Platform.Required, EngagementFields.Meal.Required, EngagementFields.Calories.Optional);

    public static readonly EventKind SatisfactionRated = Declare("satisfaction.rated", "A person gave a rating.",
        ContextFields.Platform.Required, EngagementFields.Subject.Required, EngagementFields.Score.Required);

    private static EventKind Declare(string name, string help, params EventField[] fields) =>
        EventKind.Declare(Domain.Engagement, EventType.UserAction, DataClass.Usage, name, help, fields);
}
