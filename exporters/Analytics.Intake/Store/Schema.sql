-- The event store. Applied at every start under an advisory lock; every statement may run again.

-- The key of an event: EventKey.cs says why it is made so, and makes the same. A hash, so that a key is small and of one size: half the index, a third less to write.
CREATE OR REPLACE FUNCTION event_key(source text, id text) RETURNS uuid LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT (CASE WHEN id ~ '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7' THEN replace(left(id, 13), '-', '') || left(hash, 20) ELSE left(hash, 32) END)::uuid
    FROM encode(sha256(convert_to(source, 'UTF8') || '\x00'::bytea || convert_to(id, 'UTF8')), 'hex') AS own (hash)
$$;
-- Earlier releases kept source and id themselves. Before any lock on events, as a transaction that stores takes them in this order too.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('event_keys') AND attname = 'source' AND NOT attisdropped) THEN
        ALTER TABLE event_keys RENAME TO event_keys_of_texts;
        ALTER TABLE event_keys_of_texts DROP CONSTRAINT event_keys_pkey;
    END IF;
END $$;
-- The final judge of repeats: committed together with the row.
CREATE TABLE IF NOT EXISTS event_keys (
    key          uuid PRIMARY KEY,    -- event_key(source, id)
    content_hash uuid NOT NULL,       -- keyed hash of the content as sent
    received_at  timestamptz NOT NULL
);
DO $$
BEGIN
    IF to_regclass('event_keys_of_texts') IS NOT NULL THEN
        INSERT INTO event_keys SELECT event_key(source, id), content_hash, received_at FROM event_keys_of_texts ORDER BY 1;
        DROP TABLE event_keys_of_texts;
    END IF;
END $$;

-- One row for each admitted event. LIST by retention class, then RANGE by month, so that retention is dropping a partition.
CREATE TABLE IF NOT EXISTS events (
    source          text NOT NULL,
    id              text NOT NULL,
    kind            text NOT NULL,
    occurred_at     timestamptz NOT NULL, -- when it happened; by received_at - (sent_at - as sent) where the sender's clock is wrong
    received_at     timestamptz NOT NULL, -- by the gateway's clock
    user_id         text,             -- pseudonym, 32 hexadecimal digits
    key_id          text,             -- the key that made the pseudonyms
    session_id      text,             -- pseudonym
    properties      jsonb NOT NULL,   -- every field's value by the field's name
    label           text,
    value           double precision,
    backfill        boolean NOT NULL,
    data_class      text NOT NULL,    -- usage: 2 years, business: 7 years
    can_share       boolean NOT NULL,
    consent_version text,
    consent_at      timestamptz,
    -- The transaction that stored the row: the only order in which a reader of what is new can be sure to have missed nothing. Received times
    -- are not, because two gateways commit in any order and one may deliver an hour late.
    stored_in       bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    sent_at         timestamptz       -- by the sender's clock, when it said so
) PARTITION BY LIST (data_class);
-- Not ADD COLUMN IF NOT EXISTS: that locks the table first and looks then, and a start would wait for the longest query and everybody else for the start.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'events'::regclass AND attname = 'sent_at') THEN
        ALTER TABLE events ADD COLUMN sent_at timestamptz;
    END IF;
END $$;

CREATE TABLE IF NOT EXISTS events_usage PARTITION OF events FOR VALUES IN ('usage') PARTITION BY RANGE (occurred_at);
CREATE TABLE IF NOT EXISTS events_business PARTITION OF events FOR VALUES IN ('business') PARTITION BY RANGE (occurred_at);
-- No default partition: a row whose month was dropped meanwhile must fail, so that the projector makes the month again; in a default partition it would lie
-- outside retention and archives, and keep that month from ever being made.
DO $$
DECLARE
    class text;
    is_empty boolean;
BEGIN
    FOREACH class IN ARRAY ARRAY['usage', 'business'] LOOP
        IF to_regclass(format('events_%s_default', class)) IS NOT NULL THEN
            EXECUTE format('SELECT NOT EXISTS (SELECT FROM events_%s_default)', class) INTO is_empty;
            IF is_empty THEN
                EXECUTE format('DROP TABLE events_%s_default', class);
            END IF;
        END IF;
    END LOOP;
END $$;

CREATE INDEX IF NOT EXISTS events_kind_time ON events (kind, occurred_at);
CREATE INDEX IF NOT EXISTS events_stored_in ON events USING brin (stored_in) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX IF NOT EXISTS events_user_time ON events (user_id, occurred_at) WHERE user_id IS NOT NULL;

-- The cumulative value of every counter series of every gateway: committed together with the rows it counts.
CREATE TABLE IF NOT EXISTS counters (
    instance text NOT NULL,
    metric   text NOT NULL,           -- Prometheus name
    labels   jsonb NOT NULL,
    origin   text NOT NULL,           -- '' or 'backfill'
    value    numeric NOT NULL,
    PRIMARY KEY (instance, metric, origin, labels)
) WITH (fillfactor = 50);

-- How far each gateway's log has been projected.
CREATE TABLE IF NOT EXISTS log_positions (
    instance       text NOT NULL,
    log_id         text NOT NULL,
    segment        bigint NOT NULL,
    segment_offset bigint NOT NULL,
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (instance, log_id)
) WITH (fillfactor = 50);

-- One record for each refused event: why and where; the event itself where the person allows it, redacted and with pseudonyms.
CREATE TABLE IF NOT EXISTS refused_events (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instance    text NOT NULL,
    source      text NOT NULL,
    id          text,
    kind        text,
    code        text NOT NULL,
    path        text NOT NULL,
    message     text NOT NULL,
    received_at timestamptz NOT NULL
);
ALTER TABLE refused_events
    ADD COLUMN IF NOT EXISTS user_id         text,                        -- pseudonym, so that a withdrawal finds the record
    ADD COLUMN IF NOT EXISTS key_id          text,                        -- the key of the pseudonyms in json
    ADD COLUMN IF NOT EXISTS json            text,                        -- the event, to be replayed; null where it may not be kept
    ADD COLUMN IF NOT EXISTS schema_version  text,                        -- the catalog that refused it
    ADD COLUMN IF NOT EXISTS attempts        integer NOT NULL DEFAULT 1,  -- how often it was refused
    ADD COLUMN IF NOT EXISTS last_attempt_at timestamptz;
CREATE INDEX IF NOT EXISTS refused_events_user ON refused_events (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS refused_events_instance ON refused_events (instance, received_at);

-- The consent ledger: one row for each change of what a person allows. A person is named by a one-way hash of the pseudonym, so that the proof of a
-- consent, and the memory of a withdrawal, outlive the erasure of everything else.
CREATE TABLE IF NOT EXISTS consents (
    subject     uuid NOT NULL,
    key_id      text NOT NULL,        -- the key of the pseudonym
    hint        integer NOT NULL,     -- the pseudonym's first 16 bits, to pass nearly everybody by quickly
    since       timestamptz NOT NULL, -- when it was decided: consentDate where it was given
    track       boolean NOT NULL,
    profile     boolean NOT NULL,
    share       boolean NOT NULL,
    state       text NOT NULL CHECK (state IN ('granted', 'narrowed', 'pending')), -- narrowed: takes back; pending: a no of somebody not known yet
    version     text,                 -- of the text that was agreed to
    source      text,
    event_id    text,                 -- the first event that showed it
    recorded_at timestamptz NOT NULL DEFAULT now(),
    stored_in   bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    PRIMARY KEY (subject, since)
);
CREATE INDEX IF NOT EXISTS consents_narrowed ON consents (stored_in) WHERE state = 'narrowed';
CREATE INDEX IF NOT EXISTS consents_pending ON consents (recorded_at) WHERE state = 'pending';

-- Requests to erase a person. What names the person is forgotten when all is erased; the proof stays.
CREATE TABLE IF NOT EXISTS erasures (
    number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request      uuid NOT NULL UNIQUE,
    pseudonyms   text[],                              -- null when done
    requested_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    state        text NOT NULL DEFAULT 'recorded' CHECK (state IN ('recorded', 'held', 'erased', 'done')),
    reason       text,                                -- what it waits for
    proof        json,                                -- what was deleted where; its text is hashed, so no jsonb
    proof_hash   text,                                -- SHA-256 of the proof before this one and of this one
    done_at      timestamptz
);
-- The latest erasure before which nothing is left in the files of a gateway's log.
ALTER TABLE log_positions
    ADD COLUMN IF NOT EXISTS erasures_cleared bigint NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS given_up         text;                       -- why nobody waits for it any more; null again when its gateway comes back
-- Up to which transaction the events' consents are in the ledger.
CREATE TABLE IF NOT EXISTS consent_merge (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    merged_up_to bigint NOT NULL
);
INSERT INTO consent_merge (merged_up_to) VALUES (0) ON CONFLICT DO NOTHING;
-- Nobody's data are deleted or dropped while a hold is on the person or on the partition.
CREATE TABLE IF NOT EXISTS legal_holds (
    name      text PRIMARY KEY,
    who       uuid,                   -- a person, named as in the ledger
    partition text,                   -- or a partition of events
    reason    text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((who IS NULL) <> (partition IS NULL))
);
-- Partitions that were dropped after they were archived: rows in events and these rows together are what the counters count.
CREATE TABLE IF NOT EXISTS dropped_partitions (
    partition  text PRIMARY KEY,
    rows       bigint NOT NULL,
    sha256     text NOT NULL,
    dropped_at timestamptz NOT NULL DEFAULT now()
);
