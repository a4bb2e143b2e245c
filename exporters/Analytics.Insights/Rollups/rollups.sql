-- The tables that answers are read from, and the watermark that keeps them exact. Applied at start; idempotent.

-- An older shape of the rollups is thrown away and added up anew.
DO $$ BEGIN
    IF to_regclass('user_first_days') IS NOT NULL THEN
        DROP TABLE user_first_days, user_days;
        TRUNCATE event_hours, services, service_minutes, changed_periods;
        UPDATE rollup_state SET watermark = 0;
    END IF;
    IF to_regclass('people') IS NOT NULL AND to_regclass('user_deeds') IS NULL THEN
        TRUNCATE user_days, user_weeks, user_sessions, user_money, user_plans, user_sign_ups, people, plan_prices, event_hours, services, service_minutes, changed_periods;
        UPDATE rollup_state SET watermark = 0;
    END IF;
END $$;

-- Every row whose stored_in is below the watermark is in the rollups, exactly once. The cluster's identifier tells a restored copy, whose
-- transaction ids start over.
CREATE TABLE IF NOT EXISTS rollup_state (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    watermark bigint NOT NULL,
    cluster bigint NOT NULL
);
INSERT INTO rollup_state (watermark, cluster) SELECT 0, system_identifier FROM pg_control_system() ON CONFLICT DO NOTHING;

-- People. All tables about them bear the short number `person` and are listed in PersonalTables.cs. What was last said about somebody is kept as
-- microseconds since 1970 (17 digits) and the value, so that the later one wins in whatever order events arrive.
CREATE TABLE IF NOT EXISTS people (
    person integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL UNIQUE,
    first_day date NOT NULL,
    tier_seen text COLLATE "C",
    goal_seen text COLLATE "C",
    age_band_seen text COLLATE "C",
    country_seen text COLLATE "C",
    currency_seen text COLLATE "C",
    platforms smallint NOT NULL DEFAULT 0,
    tier text GENERATED ALWAYS AS (substr(tier_seen, 18)) STORED,
    goal text GENERATED ALWAYS AS (substr(goal_seen, 18)) STORED,
    age_band text GENERATED ALWAYS AS (substr(age_band_seen, 18)) STORED,
    country text GENERATED ALWAYS AS (substr(country_seen, 18)) STORED,
    currency text GENERATED ALWAYS AS (substr(currency_seen, 18)) STORED
);
CREATE INDEX IF NOT EXISTS people_first_day ON people (first_day);

-- One row a person and UTC day (ISO week) of event time. Platforms are bits: 1 ios, 2 android, 4 web, 8 not told.
CREATE TABLE IF NOT EXISTS user_days (
    day date NOT NULL,
    person integer NOT NULL,
    events integer NOT NULL,
    actions integer NOT NULL,
    platforms smallint NOT NULL,
    PRIMARY KEY (day, person)
);
CREATE TABLE IF NOT EXISTS user_weeks (
    week date NOT NULL,
    person integer NOT NULL,
    PRIMARY KEY (week, person)
);

-- How often a person did what is asked for by segment on a day, on each platform: with which feature, in which flow, about which subject and with how many points.
CREATE TABLE IF NOT EXISTS user_deeds (
    day date NOT NULL,
    person integer NOT NULL,
    kind text NOT NULL,
    thing text NOT NULL,
    platform smallint NOT NULL,
    times integer NOT NULL,
    points double precision NOT NULL,
    PRIMARY KEY (day, person, kind, thing, platform)
);

-- Sessions of a person are apart by more than 30 minutes, so their ends are different.
CREATE TABLE IF NOT EXISTS user_sessions (
    person integer NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    events integer NOT NULL,
    platforms smallint NOT NULL,
    PRIMARY KEY (person, ended_at)
);
CREATE INDEX IF NOT EXISTS user_sessions_start ON user_sessions (started_at);

-- Payments, sales and refunds of a person's day, in the currency they came in; 0 stands for payments of nobody.
CREATE TABLE IF NOT EXISTS user_money (
    person integer NOT NULL,
    day date NOT NULL,
    currency text NOT NULL,
    orders integer NOT NULL,
    gross numeric NOT NULL,
    refunds numeric NOT NULL,
    PRIMARY KEY (person, day, currency)
);
CREATE INDEX IF NOT EXISTS user_money_day ON user_money (day);

-- The last change of a person's subscription on each day. Without a plan it has ended; without an amount the plan's price counts.
CREATE TABLE IF NOT EXISTS user_plans (
    person integer NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL,
    id text COLLATE "C" NOT NULL,
    plan text,
    amount numeric,
    currency text,
    PRIMARY KEY (person, day)
);

-- When a person first reached each step of the sign-up funnel, in order and within 7 days of the first.
CREATE TABLE IF NOT EXISTS user_sign_ups (
    person integer PRIMARY KEY,
    page_at timestamptz NOT NULL,
    signed_up_at timestamptz,
    started_at timestamptz,
    completed_at timestamptz,
    value_at timestamptz
);
CREATE INDEX IF NOT EXISTS user_sign_ups_page ON user_sign_ups (page_at);

-- What a plan last cost on a day, told by subscriptions that began or were renewed.
CREATE TABLE IF NOT EXISTS plan_prices (
    plan text NOT NULL,
    currency text NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL,
    id text COLLATE "C" NOT NULL,
    amount numeric NOT NULL,
    PRIMARY KEY (plan, currency, day)
);

-- Euros for one unit of a currency from a day on; kept by the operator.
CREATE TABLE IF NOT EXISTS exchange_rates (
    currency text NOT NULL,
    from_day date NOT NULL,
    euros numeric NOT NULL CHECK (euros > 0),
    PRIMARY KEY (currency, from_day)
);

INSERT INTO exchange_rates (currency, from_day, euros) VALUES
    ('EUR', '1970-01-01', 1), ('USD', '1970-01-01', 0.92), ('GBP', '1970-01-01', 1.15), ('CHF', '1970-01-01', 1.05), ('JPY', '1970-01-01', 0.0061)
ON CONFLICT DO NOTHING;
CREATE OR REPLACE VIEW rates AS
SELECT currency, from_day, coalesce(lead(from_day) OVER (PARTITION BY currency ORDER BY from_day), 'infinity') AS until_day, euros FROM exchange_rates;

-- By what people are told apart, for questions by segment: one row a person and dimension, of platforms one for each that was ever used. A row counts where its bits are
-- among those of the activity in question. The 38 biggest countries have rows of their own.
CREATE OR REPLACE VIEW person_segments AS
WITH countries AS (SELECT country FROM people WHERE country ~ '^[A-Z]{2}$' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 38)
SELECT person, dimension, coalesce(segment, 'unknown') AS segment, bits
FROM people LEFT JOIN countries USING (country),
     LATERAL (VALUES ('all', 'all', 15), ('tier', tier, 15), ('goal', goal, 15), ('age_band', age_band, 15),
                     ('country', CASE WHEN people.country IS NULL OR countries.country IS NOT NULL THEN people.country ELSE 'other' END, 15),
                     ('platform', 'ios', 1), ('platform', 'android', 2), ('platform', 'web', 4), ('platform', NULL, 8)) AS told (dimension, segment, bits)
WHERE dimension <> 'platform' OR bits & platforms > 0;

-- All events, anonymous ones too: was there data at all?
CREATE TABLE IF NOT EXISTS event_hours (
    hour timestamptz PRIMARY KEY,
    events bigint NOT NULL
);

-- Requests of services, a minute of event time; the durations are kept one by one, so that a percentile over any window is exact.
CREATE TABLE IF NOT EXISTS services (
    service text PRIMARY KEY,
    seen integer GENERATED ALWAYS AS IDENTITY
);
CREATE TABLE IF NOT EXISTS service_minutes (
    minute timestamptz NOT NULL,
    service text NOT NULL,
    requests bigint NOT NULL,
    errors bigint NOT NULL,
    durations double precision[] NOT NULL,
    PRIMARY KEY (minute, service)
);

-- Periods whose events changed and whose answers have not been looked at since.
CREATE TABLE IF NOT EXISTS changed_periods (
    topic text NOT NULL,
    period timestamptz NOT NULL,
    watermark bigint NOT NULL,
    PRIMARY KEY (topic, period)
);

-- By which refresh, or withdrawal, each day last changed: an answer is as good as new while the days it is about keep their number.
CREATE TABLE IF NOT EXISTS day_changes (
    day date PRIMARY KEY,
    change bigint NOT NULL
);
CREATE SEQUENCE IF NOT EXISTS day_change_numbers;
