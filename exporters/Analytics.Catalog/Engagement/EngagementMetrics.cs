namespace Analytics.Catalog;

public sealed class PlatformTierLabels : LabelSet
{
    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;

    public Label<Tier> Tier => ContextFields.Tier.Label;
}

public sealed class DevicePlatformLabels : LabelSet
{
    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;
}

public sealed class ScreenLabels : LabelSet
{
    public Label<string> Screen => EngagementFields.Screen.Label;

    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;
}

public sealed class FeatureLabels : LabelSet
{
    public Label<string> Feature => EngagementFields.Feature.Label;

    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;

    public Label<Tier> Tier => ContextFields.Tier.Label;
}

public sealed class ElementLabels : LabelSet
{
    public Label<string> Element => EngagementFields.Element.Label;

    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;
}

public sealed class FlowLabels : LabelSet
{
    public Label<string> Flow => EngagementFields.Flow.Label;

    public Label<string> Step => EngagementFields.Step.Label;
}

public sealed class MealLabels : LabelSet
{
    public Label<Meal> Meal => EngagementFields.Meal.Label;

    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;
}

public sealed class RatingLabels : LabelSet
{
    public Label<RatedSubject> Subject => EngagementFields.Subject.Label;

    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;
}

/// <summary>What people do in the app, counted.</summary>
public static class EngagementMetrics
{
    public static readonly Counter<PlatformTierLabels> UsersSignedUp = Declare("users_signed_up", Unit.Of("user"), "People who created an account.")
        .CountOf(EngagementEvents.UserSignedUp).Counter<PlatformTierLabels>();

    public static readonly Counter<PlatformTierLabels> SessionsStarted = Declare("sessions_started", Unit.Of("session"), "Sessions started.")
        .CountOf(EngagementEvents.SessionStarted).Counter<PlatformTierLabels>();

    public static readonly Counter<DevicePlatformLabels> SessionsEnded = Declare("sessions_ended", Unit.Of("session"), "Sessions ended.")
        .CountOf(EngagementEvents.SessionEnded).Counter<DevicePlatformLabels>();

    public static readonly Histogram<DevicePlatformLabels> SessionDuration = Declare("session.duration", Unit.Seconds, "How long sessions lasted.")
        .ValueOf(EngagementEvents.SessionEnded, EngagementFields.SessionDuration).Histogram<DevicePlatformLabels>(MetricDeclaration.HumanSeconds);

    public static readonly Counter<ScreenLabels> ScreensViewed = Declare("screens_viewed", Unit.Of("view"), "Screens shown.")
        .CountOf(EngagementEvents.ScreenViewed).Counter<ScreenLabels>();

    public static readonly Counter<FeatureLabels> FeaturesUsed = Declare("features_used", Unit.Of("use"), "Uses of features.")
        .CountOf(EngagementEvents.FeatureUsed).WithSeriesBudget(1_500).Counter<FeatureLabels>();

    public static readonly Counter<ElementLabels> ElementsClicked = Declare("elements_clicked", Unit.Of("click"), "Clicks and taps on elements.")
        .CountOf(EngagementEvents.ElementClicked).Counter<ElementLabels>();

    public static readonly Counter<FlowLabels> FlowsAbandoned = Declare("flows_abandoned", Unit.Of("flow"), "Flows left before their end, by the step at which they were left.")
        .CountOf(EngagementEvents.FlowAbandoned).Counter<FlowLabels>();

    public static readonly Counter<DevicePlatformLabels> OnboardingsStarted = Declare("onboardings_started", Unit.Of("onboarding"), "Onboardings begun.")
        .CountOf(EngagementEvents.OnboardingStarted).Counter<DevicePlatformLabels>();

    public static readonly Counter<DevicePlatformLabels> OnboardingsCompleted = Declare("onboardings_completed", Unit.Of("onboarding"), "Onboardings finished.")
        .CountOf(EngagementEvents.OnboardingCompleted).Counter<DevicePlatformLabels>();

    public static readonly Counter<DevicePlatformLabels> FirstValuesReached = Declare("first_values_reached", Unit.Of("user"), "People who got what they came for, for the first time.")
        .CountOf(EngagementEvents.FirstValueReached).Counter<DevicePlatformLabels>();

    public static readonly Counter<MealLabels> NutritionLogged = Declare("meals_logged", Unit.Of("meal"), "Meals logged.")
        .CountOf(EngagementEvents.NutritionLogged).Counter<MealLabels>();

    public static readonly Counter<RatingLabels> SatisfactionRated = Declare("ratings_given", Unit.Of("rating"), "Satisfaction ratings given.")
        .CountOf(EngagementEvents.SatisfactionRated).Counter<RatingLabels>();

    public static readonly Histogram<RatingLabels> SatisfactionScore = Declare("rating.score", Unit.Of("point"), "Satisfaction ratings, 1 (bad) to 5 (good).")
        .ValueOf(EngagementEvents.SatisfactionRated, EngagementFields.Score).Histogram<RatingLabels>([1, 2, 3, 4, 5]);

    private static MetricDeclaration Declare(string name, Unit unit, string help) =>
        new(Domain.Engagement, MetricOrigin.Events, "analytics.engagement." + name, unit, help);
}
