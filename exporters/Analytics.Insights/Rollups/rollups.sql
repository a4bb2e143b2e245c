-- The tables that answers are read from, and the watermark that keeps them exact. Applied at start; idempotent.

-- Every row whose stored_in is below the watermark is in the rollups, exactly once. The cluster's identifier tells a restored copy, whose
-- transaction ids start over.
CREATE TABLE IF NOT EXISTS rollup_state (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    watermark bigint NOT NULL,
    cluster bigint NOT NULL
);
INSERT INTO rollup_state (watermark, cluster) SELECT 0, system_identifier FROM pg_control_system() ON CONFLICT DO NOTHING;

-- People: one row a person and UTC day of event time. Anonymous events are not here.
CREATE TABLE IF NOT EXISTS user_days (
    day date NOT NULL,
    user_id text NOT NULL,
    events bigint NOT NULL,
    PRIMARY KEY (day, user_id)
);
CREATE TABLE IF NOT EXISTS user_first_days (
    user_id text PRIMARY KEY,
    first_day date NOT NULL
);
CREATE INDEX IF NOT EXISTS user_first_days_day ON user_first_days (first_day);

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
