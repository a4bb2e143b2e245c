-- Who did what: one record for each read of personal-level data and each administrative act. Written by AuditLog only, one after the other.
CREATE TABLE IF NOT EXISTS audit_log (
    number   bigint PRIMARY KEY,      -- 1, 2, 3, … without a gap
    at       timestamptz NOT NULL,
    actor    text NOT NULL,           -- a key's id, or cli:USER
    roles    text NOT NULL,           -- what the actor had then
    act      text NOT NULL,           -- subject.erased, access.granted, …
    subject  text,                    -- the pseudonym of the person, never an id
    outcome  text NOT NULL,           -- done, not_found, refused, denied, failed
    detail   text NOT NULL,           -- ours, never a client's words
    previous bytea NOT NULL,          -- hash of the record before
    hash     bytea NOT NULL           -- SHA-256 of previous and all of the above
);
CREATE INDEX IF NOT EXISTS audit_log_subject ON audit_log (subject, number) WHERE subject IS NOT NULL;

CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
CREATE OR REPLACE TRIGGER audit_log_keeps_all BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
