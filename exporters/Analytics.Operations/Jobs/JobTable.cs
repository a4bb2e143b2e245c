namespace Analytics.Operations.Jobs;

/// <summary>All jobs: the one place to read what runs when. The worker schedules them, <c>analytics jobs</c> lists and runs them.</summary>
public static class JobTable
{
    public static JobDefinition ServiceLevels { get; } = new()
    {
        Name = "sla",
        Cron = "20 * * * * ?", // 20 s after the minute that it is about, so that its events have arrived
        Timeout = TimeSpan.FromSeconds(55),
        Missed = MissedRun.Skip,
        Retries = 2,
        LateAfter = TimeSpan.FromMinutes(5),
        FreshFor = TimeSpan.FromMinutes(4),
        SeriesBudget = 500,
        Owner = "sre",
        Purpose = "Availability, error ratio, p95 and error budget of each service over 1 hour, 1 day and 30 days.",
        Work = ServiceLevelJob.Run,
    };

    public static JobDefinition Engagement { get; } = new()
    {
        Name = "engagement",
        Cron = "35 0/2 * * * ?", // cheap when nothing changed: only users and days with new events are read
        Timeout = TimeSpan.FromSeconds(110),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(20),
        FreshFor = TimeSpan.FromMinutes(15),
        SeriesBudget = 1_000,
        Owner = "product",
        Purpose = "Active and new users of today and of past days whose events changed, sizes and day-1/7/30 retention of weekly cohorts.",
        Work = EngagementJob.Run,
    };

    public static JobDefinition Behaviour { get; } = new()
    {
        Name = "behaviour",
        Cron = "15 2/10 * * * ?", // whole days only: costs nothing when none changed
        Timeout = TimeSpan.FromMinutes(8),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(45),
        FreshFor = TimeSpan.FromHours(25),
        SeriesBudget = 10_000,
        Owner = "product",
        Purpose = "Active users, sessions, streaks, features, the sign-up funnel and satisfaction of each whole day, by segment.",
        Work = InsightJob.Of("behaviour", tellsToday: false),
    };

    public static JobDefinition Cohorts { get; } = new()
    {
        Name = "cohorts",
        Cron = "15 4/10 * * * ?",
        Timeout = TimeSpan.FromMinutes(8),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(45),
        FreshFor = TimeSpan.FromHours(25),
        SeriesBudget = 20_000,
        Owner = "product",
        Purpose = "Weekly retention matrix, retention by feature and plan, survival of subscriptions.",
        Work = InsightJob.Of("cohorts", tellsToday: false),
    };

    public static JobDefinition Revenue { get; } = new()
    {
        Name = "revenue",
        Cron = "45 1/5 * * * ?",
        Timeout = TimeSpan.FromMinutes(4),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(30),
        FreshFor = TimeSpan.FromMinutes(30),
        SeriesBudget = 2_000,
        Owner = "business",
        Purpose = "MRR and its movements, revenue, refunds, lifetime value, marketplace and costs of the month so far.",
        Work = InsightJob.Of("revenue", tellsToday: true),
    };

    public static JobDefinition Ai { get; } = new()
    {
        Name = "ai",
        Cron = "30 0/5 * * * ?",
        Timeout = TimeSpan.FromMinutes(4),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(30),
        FreshFor = TimeSpan.FromMinutes(30),
        SeriesBudget = 2_000,
        Owner = "ai",
        Purpose = "Accuracy, acceptance, safety and latency of each model and version, today and in 7 days.",
        Work = InsightJob.Of("ai", tellsToday: true),
    };

    public static JobDefinition Drift { get; } = new()
    {
        Name = "drift",
        Cron = "45 20 * * * ?", // reads five weeks of scores
        Timeout = TimeSpan.FromMinutes(10),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(150),
        FreshFor = TimeSpan.FromMinutes(130),
        SeriesBudget = 2_000,
        Owner = "ai",
        Purpose = "Drift of the scores and inputs of each model, today and on each day, against the 28 days before.",
        Work = InsightJob.Of("drift", tellsToday: true),
    };

    public static JobDefinition Fitness { get; } = new()
    {
        Name = "fitness",
        Cron = "15 6/10 * * * ?",
        Timeout = TimeSpan.FromMinutes(8),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(45),
        FreshFor = TimeSpan.FromHours(25),
        SeriesBudget = 2_000,
        Owner = "product",
        Purpose = "Completion, injuries, progression, goals and wearables of the last 28 days.",
        Work = InsightJob.Of("fitness", tellsToday: false),
    };

    public static JobDefinition Forecast { get; } = new()
    {
        Name = "forecast",
        Cron = "15 8/10 * * * ?",
        Timeout = TimeSpan.FromMinutes(8),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(45),
        FreshFor = TimeSpan.FromHours(25),
        SeriesBudget = 200,
        Owner = "business",
        After = ["engagement", "revenue"], // what is expected stands beside what was
        Purpose = "Active users and revenue expected in 1, 7, 14 and 28 days.",
        Work = InsightJob.Of("forecast", tellsToday: false),
    };

    public static JobDefinition Compliance { get; } = new()
    {
        Name = "compliance",
        Cron = "40 7/10 * * * ?",
        Timeout = TimeSpan.FromMinutes(8),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(45),
        FreshFor = TimeSpan.FromMinutes(45),
        SeriesBudget = 5_000,
        Owner = "sre",
        Purpose = "Whether the promises of the month are kept: attained, deficit, budget, burn and time to exhaustion by service, from events, probes and Prometheus.",
        Work = InsightJob.Of("compliance", tellsToday: true, (services, period, cancel) => ComplianceJob.Samples(services, period.At, cancel)),
    };

    public static JobDefinition Experiments { get; } = new()
    {
        Name = "experiments",
        Cron = "15 9/10 * * * ?",
        Timeout = TimeSpan.FromMinutes(8),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromMinutes(45),
        FreshFor = TimeSpan.FromMinutes(45),
        SeriesBudget = 2_000,
        Owner = "ai",
        Purpose = "People, means, lift and probability to be best of each variant of each experiment, and whether its split is what was promised.",
        Work = ExperimentJob.Run,
    };

    public static JobDefinition Repeat { get; } = new()
    {
        Name = "repeat",
        Cron = "50 * * * * ?",
        Timeout = TimeSpan.FromSeconds(30),
        Missed = MissedRun.Skip,
        Retries = 0,
        LateAfter = TimeSpan.FromMinutes(5),
        HasPeriods = false,
        Owner = "sre",
        Purpose = "Writes each series' latest value again as of now: Prometheus forgets a value after 5 minutes.",
        Work = UpkeepJobs.Repeat,
    };

    public static JobDefinition Tidy { get; } = new()
    {
        Name = "tidy",
        Cron = "0 10 3 * * ?",
        Timeout = TimeSpan.FromMinutes(10),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromHours(30),
        HasPeriods = false,
        Owner = "sre",
        Purpose = "Forgets run records after 90 days and computed values after 3 days, except each day's last.",
        Work = UpkeepJobs.Tidy,
    };

    public static JobDefinition Consents { get; } = new()
    {
        Name = "consents",
        Cron = "25 * * * * ?",
        Timeout = TimeSpan.FromSeconds(50),
        Missed = MissedRun.Skip,
        Retries = 0,
        LateAfter = TimeSpan.FromMinutes(10),
        HasPeriods = false,
        Owner = "privacy",
        Purpose = "Writes what stored events show of consent into the ledger.",
        Work = PrivacyJobs.Consents,
    };

    public static JobDefinition Erasure { get; } = new()
    {
        Name = "erasure",
        Cron = "5 * * * * ?",
        Timeout = TimeSpan.FromSeconds(55),
        Missed = MissedRun.RunOnce,
        Retries = 0,
        LateAfter = TimeSpan.FromMinutes(10),
        HasPeriods = false,
        Owner = "privacy",
        Purpose = "Takes persons who withdrew out of events, refused events, rollups and archives, and writes the proof.",
        Work = PrivacyJobs.Erase,
    };

    public static JobDefinition DeadLetters { get; } = new()
    {
        Name = "dead_letters",
        Cron = "40 3/10 * * * ?", // often: a client gone wrong can send a gigabyte of them in an hour
        Timeout = TimeSpan.FromMinutes(2),
        Missed = MissedRun.Skip,
        Retries = 1,
        LateAfter = TimeSpan.FromMinutes(45),
        HasPeriods = false,
        Owner = "privacy",
        Purpose = "Forgets refused events that are too old, and the oldest of those that are too many bytes.",
        Work = PrivacyJobs.ForgetRefused,
    };

    public static JobDefinition Retention { get; } = new()
    {
        Name = "retention",
        Cron = "0 40 2 * * ?",
        Timeout = TimeSpan.FromHours(4),
        Missed = MissedRun.RunOnce,
        Retries = 3,
        LateAfter = TimeSpan.FromHours(30),
        HasPeriods = false,
        Owner = "privacy",
        Purpose = "Archives and drops partitions whose time is over, forgets old fingerprints.",
        Work = PrivacyJobs.Retain,
    };

    public static IReadOnlyList<JobDefinition> All { get; } = [ServiceLevels, Engagement, Behaviour, Cohorts, Revenue, Ai, Drift, Fitness, Forecast, Compliance, Experiments, Consents, Erasure, DeadLetters, Repeat, Retention, Tidy];

    /// <summary>The job of a name, or null.</summary>
    public static JobDefinition? Find(string name) => All.FirstOrDefault(job => job.Name == name);
}
