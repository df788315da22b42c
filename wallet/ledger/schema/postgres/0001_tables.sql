-- The ledger's own PostgreSQL schema. Described in docs/decisions/0003-ledger.md.

CREATE TABLE ledger.account (
  id bigint PRIMARY KEY,
  kind text NOT NULL,
  owner text NOT NULL,
  currency text NOT NULL,
  balance_minor bigint NOT NULL DEFAULT 0,
  held_minor bigint NOT NULL DEFAULT 0,
  floor_minor bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'open',
  last_seq bigint NOT NULL DEFAULT 0,
  CONSTRAINT one_account_per_owner_and_currency UNIQUE (kind, owner, currency),
  CONSTRAINT account_kind_is_known CHECK (kind IN ('person', 'merchant', 'escrow', 'fees', 'cash_in', 'cash_out')),
  CONSTRAINT account_state_is_known CHECK (state IN ('open', 'frozen', 'closed')),
  CONSTRAINT currency_is_three_letters CHECK (length(currency) = 3),
  CONSTRAINT floor_is_not_positive CHECK (floor_minor <= 0),
  CONSTRAINT held_is_not_negative CHECK (held_minor >= 0),
  CONSTRAINT available_stays_above_floor CHECK (balance_minor - held_minor >= floor_minor),
  CONSTRAINT a_closed_account_is_empty CHECK (state <> 'closed' OR (balance_minor = 0 AND held_minor = 0))
) WITH (fillfactor = 50);  -- balances change in place: room on the page keeps the indexes out of it

-- The journal. One row is both postings of a movement, with the balances right after it. Statements walk from
-- account.last_seq along debit_before and credit_before, so that no index is spread over all accounts.
CREATE TABLE ledger.entry (
  seq bigint PRIMARY KEY,
  key bytea NOT NULL CONSTRAINT one_entry_per_key UNIQUE,
  kind smallint NOT NULL,
  debit bigint NOT NULL,
  credit bigint NOT NULL,
  amount_minor bigint NOT NULL,
  cause text NOT NULL,
  hold bytea,
  debit_balance_minor bigint NOT NULL,
  debit_held_minor bigint NOT NULL,
  credit_balance_minor bigint NOT NULL,
  batch bigint NOT NULL,
  posted_at timestamptz NOT NULL,
  debit_before bigint NOT NULL,
  credit_before bigint NOT NULL,
  CONSTRAINT key_is_16_bytes CHECK (octet_length(key) = 16),
  CONSTRAINT kind_is_known CHECK (kind BETWEEN 0 AND 3),
  CONSTRAINT entries_before_are_earlier CHECK (debit_before < seq AND credit_before < seq),
  CONSTRAINT debit_and_credit_differ CHECK (debit <> credit),
  CONSTRAINT amount_is_positive_unless_voided CHECK (amount_minor > 0 OR (kind = 3 AND amount_minor = 0)),
  CONSTRAINT cause_is_1_to_128_characters CHECK (octet_length(cause) BETWEEN 1 AND 128),
  CONSTRAINT capture_and_void_name_a_hold
    CHECK ((kind >= 2) = (hold IS NOT NULL) AND (hold IS NULL OR octet_length(hold) = 16))
);

CREATE INDEX entry_by_cause ON ledger.entry (cause);

CREATE TABLE ledger.hold (
  key bytea PRIMARY KEY,
  debit bigint NOT NULL,
  credit bigint NOT NULL,
  amount_minor bigint NOT NULL,
  state text NOT NULL,
  expires_at timestamptz,
  cause text NOT NULL,
  CONSTRAINT hold_key_is_16_bytes CHECK (octet_length(key) = 16),
  CONSTRAINT hold_amount_is_positive CHECK (amount_minor > 0),
  CONSTRAINT hold_state_is_known CHECK (state IN ('open', 'captured', 'void'))
) WITH (fillfactor = 70);

CREATE INDEX open_hold_by_expiry ON ledger.hold (expires_at, key) WHERE state = 'open';

-- One link for each batch; batch 0 is genesis.
CREATE TABLE ledger.chain (
  batch bigint PRIMARY KEY,
  first_seq bigint NOT NULL,
  entries int NOT NULL,
  hash bytea NOT NULL,
  posted_at timestamptz NOT NULL,
  CONSTRAINT hash_is_32_bytes CHECK (octet_length(hash) = 32)
);

INSERT INTO ledger.chain VALUES (0, 1, 0, sha256('superapp ledger, version 1'), '1970-01-01T00:00:00Z');

-- Nobody changes the journal or the chain: the owner has taken that right from itself, and the triggers also stop
-- those whom rights do not bind.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the % is append-only', CASE TG_TABLE_NAME WHEN 'entry' THEN 'journal' ELSE TG_TABLE_NAME END
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER chain_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.chain
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON ledger.entry, ledger.chain FROM PUBLIC, CURRENT_USER;
REVOKE DELETE, TRUNCATE ON ledger.account, ledger.hold FROM PUBLIC, CURRENT_USER;
