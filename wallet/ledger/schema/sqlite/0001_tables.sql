-- The ledger's own SQLite file. Moments are microseconds since 1970, UTC. Described in docs/decisions/0003-ledger.md.

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance_minor INTEGER NOT NULL DEFAULT 0,
  held_minor INTEGER NOT NULL DEFAULT 0,
  floor_minor INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'open',
  last_seq INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT one_account_per_owner_and_currency UNIQUE (kind, owner, currency),
  CONSTRAINT account_kind_is_known CHECK (kind IN ('person', 'merchant', 'escrow', 'fees', 'cash_in', 'cash_out')),
  CONSTRAINT account_state_is_known CHECK (state IN ('open', 'frozen', 'closed')),
  CONSTRAINT currency_is_three_letters CHECK (length(currency) = 3),
  CONSTRAINT floor_is_not_positive CHECK (floor_minor <= 0),
  CONSTRAINT held_is_not_negative CHECK (held_minor >= 0),
  CONSTRAINT available_stays_above_floor CHECK (balance_minor - held_minor >= floor_minor),
  CONSTRAINT a_closed_account_is_empty CHECK (state <> 'closed' OR (balance_minor = 0 AND held_minor = 0))
) STRICT;

-- The journal. One row is both postings of a movement, with the balances right after it. Statements walk from
-- account.last_seq along debit_before and credit_before, so that no index is spread over all accounts.
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  key BLOB NOT NULL CONSTRAINT one_entry_per_key UNIQUE,
  kind INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  cause TEXT NOT NULL,
  hold BLOB,
  debit_balance_minor INTEGER NOT NULL,
  debit_held_minor INTEGER NOT NULL,
  credit_balance_minor INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  posted_us INTEGER NOT NULL,
  debit_before INTEGER NOT NULL,
  credit_before INTEGER NOT NULL,
  CONSTRAINT key_is_16_bytes CHECK (length(key) = 16),
  CONSTRAINT kind_is_known CHECK (kind BETWEEN 0 AND 3),
  CONSTRAINT entries_before_are_earlier CHECK (debit_before < seq AND credit_before < seq),
  CONSTRAINT debit_and_credit_differ CHECK (debit <> credit),
  CONSTRAINT amount_is_positive_unless_voided CHECK (amount_minor > 0 OR (kind = 3 AND amount_minor = 0)),
  CONSTRAINT cause_is_1_to_128_characters CHECK (length(cause) BETWEEN 1 AND 128),
  CONSTRAINT capture_and_void_name_a_hold CHECK ((kind >= 2) = (hold IS NOT NULL) AND length(coalesce(hold, key)) = 16)
) STRICT;

CREATE INDEX entry_by_cause ON entry (cause);

CREATE TABLE hold (
  key BLOB PRIMARY KEY,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  state TEXT NOT NULL,
  expires_us INTEGER,
  cause TEXT NOT NULL,
  CONSTRAINT hold_key_is_16_bytes CHECK (length(key) = 16),
  CONSTRAINT hold_amount_is_positive CHECK (amount_minor > 0),
  CONSTRAINT hold_state_is_known CHECK (state IN ('open', 'captured', 'void'))
) STRICT, WITHOUT ROWID;

CREATE INDEX open_hold_by_expiry ON hold (expires_us, key) WHERE state = 'open';

-- One link for each batch; batch 0 is genesis, written by the engine.
CREATE TABLE chain (
  batch INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  hash BLOB NOT NULL,
  posted_us INTEGER NOT NULL,
  CONSTRAINT hash_is_32_bytes CHECK (length(hash) = 32)
) STRICT;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_never_replaced BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE seq = NEW.seq)
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER chain_is_never_changed BEFORE UPDATE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;
CREATE TRIGGER chain_is_never_removed BEFORE DELETE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;
CREATE TRIGGER chain_is_never_replaced BEFORE INSERT ON chain WHEN EXISTS (SELECT 1 FROM chain WHERE batch = NEW.batch)
  BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;
