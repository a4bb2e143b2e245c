using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>One route of a service: its usual speed (median, in seconds), how often it fails, and the table it reads or writes.</summary>
internal sealed record Route(string Service, string Path, RequestMethod Method, double MedianSeconds, double ErrorShare, string Table);

/// <summary>The app as people and requests see it: screens, features, elements and the services behind them.</summary>
internal static class AppSurface
{
    public const string Api = "api";
    public const string Auth = "auth";
    public const string Payments = "payments";
    public const string Recommender = "recommender";
    public const string Sync = "sync";

    public static readonly IReadOnlyList<string> Services = [Api, Auth, Payments, Recommender, Sync];

    public static readonly Route Login = new(Auth, "/api/login", RequestMethod.Post, 0.120, 0.002, "accounts");
    public static readonly Route SignUp = new(Auth, "/api/accounts", RequestMethod.Post, 0.180, 0.003, "accounts");
    public static readonly Route Home = new(Api, "/api/home", RequestMethod.Get, 0.085, 0.002, "profiles");
    public static readonly Route Workouts = new(Api, "/api/workouts", RequestMethod.Get, 0.110, 0.002, "workouts");
    public static readonly Route StartWorkout = new(Api, "/api/workouts/{id}/start", RequestMethod.Post, 0.140, 0.003, "workouts");
    public static readonly Route FinishWorkout = new(Api, "/api/workouts/{id}/finish", RequestMethod.Post, 0.160, 0.003, "workouts");
    public static readonly Route Meals = new(Api, "/api/meals", RequestMethod.Post, 0.130, 0.003, "meals");
    public static readonly Route Progress = new(Api, "/api/progress", RequestMethod.Get, 0.190, 0.003, "progress");
    public static readonly Route Programs = new(Api, "/api/programs", RequestMethod.Get, 0.150, 0.002, "programs");
    public static readonly Route Recommend = new(Recommender, "/api/recommendations/{model}", RequestMethod.Post, 0.420, 0.006, "recommendations");
    public static readonly Route Checkout = new(Payments, "/api/checkout", RequestMethod.Post, 0.380, 0.005, "payments");
    public static readonly Route SyncWearable = new(Sync, "/api/wearables/{id}/samples", RequestMethod.Put, 0.210, 0.008, "samples");

    /// <summary>What people wander to, with the request that the screen makes.</summary>
    public static readonly Weighted<(string Screen, Route Route)> Browsing = new(
        (("home", Home), 30),
        (("workout_list", Workouts), 26),
        (("progress", Progress), 18),
        (("programs", Programs), 14),
        (("profile", Home), 12));

    public static readonly Weighted<string> Features = new(
        ("workout_player", 30), ("meal_planner", 22), ("progress_chart", 16), ("search", 12), ("challenges", 10), ("share", 6), ("coach_chat", 4));

    public static readonly Weighted<string> Elements = new(
        ("start_workout", 28), ("log_meal", 22), ("see_progress", 16), ("open_program", 14), ("accept_tip", 12), ("share_result", 8));

    public static readonly IReadOnlyList<string> OnboardingSteps = ["welcome", "goal", "body", "schedule", "notifications"];

    public static readonly IReadOnlyList<string> CheckoutSteps = ["plan", "details", "payment"];

    public static readonly IReadOnlyList<string> CrashSignatures =
        ["NullReference at WorkoutPlayer.Resume", "OutOfMemory at ProgressChart.Draw", "Timeout at Sync.Upload", "IllegalState at MealPlanner.Save"];
}
