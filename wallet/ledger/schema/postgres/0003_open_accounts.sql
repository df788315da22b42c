-- ledger.open_accounts: the ids of these accounts, in order; those that are missing are made. One call is one transaction,
-- so however many people need an account at once, the journal stands still for one flush. Called by
-- wallet/ledger/postgres.py; (kind, owner, currency) are distinct within a call.

CREATE FUNCTION ledger.open_accounts(kinds text[], owners text[], currencies text[], floors bigint[]) RETURNS bigint[]
LANGUAGE plpgsql
SET search_path = ledger, pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE newest bigint;
BEGIN
  -- The lock of the batches, so that ids have no gaps and two openers of one account meet here.
  PERFORM pg_advisory_xact_lock(1818584167);
  SELECT coalesce(max(id), 0) INTO newest FROM account;
  INSERT INTO account (id, kind, owner, currency, floor_minor)
  SELECT newest + row_number() OVER (ORDER BY w.n), w.kind, w.owner, w.currency, w.floor_minor
    FROM unnest(kinds, owners, currencies, floors) WITH ORDINALITY w (kind, owner, currency, floor_minor, n)
   WHERE NOT EXISTS (
     SELECT FROM account a WHERE a.kind = w.kind AND a.owner = w.owner AND a.currency = w.currency);
  RETURN ARRAY(
    SELECT (SELECT a.id FROM account a WHERE a.kind = w.kind AND a.owner = w.owner AND a.currency = w.currency)
      FROM unnest(kinds, owners, currencies) WITH ORDINALITY w (kind, owner, currency, n) ORDER BY w.n);
END $$;
