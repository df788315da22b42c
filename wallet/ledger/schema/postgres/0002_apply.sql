-- ledger.apply: one batch in one call, which is one transaction. It takes the drafts strictly one after the other, by the
-- rules of wallet/ledger/rules.py and with its codes, and stores what they did. Called by wallet/ledger/postgres.py.
--
-- accounts:  the distinct accounts that the drafts name; debits, credits: 1-based indexes into it, 0 for "the hold's own"
-- keys:      distinct; kinds, amounts, causes: one for each draft
-- hold_keys: the distinct holds that the drafts name or make; holds: 1-based index into it, 0 for none
-- expiries:  one for each draft, or an empty array when no draft has one
-- now_us:    the caller's clock, microseconds since 1970
-- The results are one for each draft; balances are null where the code is not 0.

CREATE FUNCTION ledger.apply(
  accounts bigint[], keys bytea[], kinds smallint[], debits int[], credits int[], amounts bigint[], causes text[],
  hold_keys bytea[], holds int[], expiries timestamptz[], now_us bigint,
  OUT codes smallint[], OUT number bigint, OUT begin_seq bigint, OUT moment timestamptz,
  OUT debit_accounts bigint[], OUT credit_accounts bigint[],
  OUT debit_balances bigint[], OUT debit_helds bigint[], OUT credit_balances bigint[],
  OUT debit_befores bigint[], OUT credit_befores bigint[])
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ledger, pg_catalog, pg_temp
-- Plans are made while the tables are empty and must stay good when they are not.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  balance_max CONSTANT bigint := 2305843009213693952;  -- model.BALANCE_MINOR_MAX
  n CONSTANT int := cardinality(keys);
  bal bigint[]; hel bigint[]; flo bigint[]; cur text[]; sta smallint[];  -- per account; sta: 0 open, 1 frozen, 2 closed
  las bigint[];                                                          -- per account: its newest entry
  hd int[]; hc int[]; ha bigint[]; hs smallint[]; was smallint[];        -- per hold: parties, amount, state now and before
  hx timestamptz[]; hw text[];                                           -- (-1 none, 0 open, 1 captured, 2 void), expiry, cause
  seqs bigint[]; next_seq bigint; previous bytea; body bytea; stamp bytea; known bytea;
  k smallint; d int; c int; h int; a bigint; free bigint;
BEGIN
  -- A statement of its own: only statements after it see what the previous holder of the lock committed.
  PERFORM pg_advisory_xact_lock(1818584167);
  SELECT l.batch + 1, l.first_seq + l.entries, l.hash, greatest(now_us, (extract(epoch FROM l.posted_at) * 1000000)::bigint)
    INTO number, begin_seq, previous, now_us FROM chain l ORDER BY l.batch DESC LIMIT 1;
  moment := timestamptz 'epoch' + now_us * interval '1 microsecond';
  next_seq := begin_seq;

  IF cardinality(hold_keys) > 0 THEN
    accounts := accounts || ARRAY(
      SELECT DISTINCT p.id FROM hold w, LATERAL (VALUES (w.debit), (w.credit)) p (id)
       WHERE w.key = ANY (hold_keys) AND NOT p.id = ANY (accounts));
    SELECT array_agg(array_position(accounts, w.debit) ORDER BY o), array_agg(array_position(accounts, w.credit) ORDER BY o),
           array_agg(w.amount_minor ORDER BY o), array_agg(w.expires_at ORDER BY o), array_agg(w.cause ORDER BY o),
           array_agg(CASE w.state WHEN 'open' THEN 0 WHEN 'captured' THEN 1 WHEN 'void' THEN 2 ELSE -1 END::smallint ORDER BY o)
      INTO hd, hc, ha, hx, hw, hs FROM unnest(hold_keys) WITH ORDINALITY u (key, o) LEFT JOIN hold w USING (key);
    was := hs;
  END IF;
  SELECT array_agg(x.balance_minor ORDER BY o), array_agg(x.held_minor ORDER BY o), array_agg(x.floor_minor ORDER BY o),
         array_agg(x.currency ORDER BY o), array_agg(x.last_seq ORDER BY o),
         array_agg(CASE x.state WHEN 'open' THEN 0 WHEN 'frozen' THEN 1 ELSE 2 END::smallint ORDER BY o)
    INTO bal, hel, flo, cur, las, sta FROM unnest(accounts) WITH ORDINALITY u (id, o) LEFT JOIN account x USING (id);
  codes := array_fill(0::smallint, ARRAY[n]);
  FOR known IN SELECT e.key FROM entry e WHERE e.key = ANY (keys) LOOP  -- not a join: it would become an index scan of all
    codes[array_position(keys, known)] := 1;
  END LOOP;
  seqs := array_fill(NULL::bigint, ARRAY[n]);
  debit_balances := seqs; debit_helds := seqs; credit_balances := seqs; debit_befores := seqs; credit_befores := seqs;

  FOR i IN 1..n LOOP  -- the serial core: one draft after the other, in memory
    CONTINUE WHEN codes[i] = 1;
    k := kinds[i]; a := amounts[i]; d := debits[i]; c := credits[i];
    IF k = 0 AND d <> c AND bal[d] - hel[d] - a >= flo[d] AND bal[c] + a <= balance_max AND cur[d] = cur[c]
       AND sta[d] = 0 AND sta[c] < 2 THEN
      bal[d] := bal[d] - a; bal[c] := bal[c] + a;  -- the common case in one look; all others below, reason by reason
    ELSIF k <= 1 THEN
      IF bal[d] IS NULL THEN codes[i] := 10; CONTINUE; END IF;
      IF bal[c] IS NULL THEN codes[i] := 11; CONTINUE; END IF;
      IF d = c THEN codes[i] := 12; CONTINUE; END IF;
      IF cur[d] <> cur[c] THEN codes[i] := 13; CONTINUE; END IF;
      IF sta[d] > 0 THEN codes[i] := 13 + sta[d]; CONTINUE; END IF;
      IF sta[c] = 2 THEN codes[i] := 16; CONTINUE; END IF;
      free := bal[d] - hel[d] - flo[d];
      IF free < a THEN codes[i] := 2; CONTINUE; END IF;
      IF k = 0 THEN codes[i] := 17; CONTINUE; END IF;
      h := holds[i]; hel[d] := hel[d] + a;
      hd[h] := d; hc[h] := c; ha[h] := a; hs[h] := 0; hw[h] := causes[i];
      IF cardinality(expiries) > 0 THEN hx[h] := expiries[i]; END IF;
    ELSE
      h := holds[i];
      IF hs[h] <> 0 THEN codes[i] := CASE hs[h] WHEN -1 THEN 30 ELSE 30 + hs[h] END; CONTINUE; END IF;
      IF (d > 0 AND d <> hd[h]) OR (c > 0 AND c <> hc[h]) THEN codes[i] := 18; CONTINUE; END IF;
      d := hd[h]; c := hc[h]; debits[i] := d; credits[i] := c;  -- the parties come from the hold, never from the caller
      IF k = 2 THEN
        IF moment >= hx[h] THEN codes[i] := 33; CONTINUE; END IF;
        IF a > ha[h] THEN codes[i] := 34; CONTINUE; END IF;
        IF sta[d] > 0 THEN codes[i] := 13 + sta[d]; CONTINUE; END IF;
        IF sta[c] = 2 THEN codes[i] := 16; CONTINUE; END IF;
        IF bal[c] + a > balance_max THEN codes[i] := 17; CONTINUE; END IF;
        bal[d] := bal[d] - a; bal[c] := bal[c] + a;
      END IF;
      hel[d] := hel[d] - ha[h];  -- all of it: what a partial capture leaves is released
      hs[h] := k - 1;
    END IF;
    debit_befores[i] := las[d]; credit_befores[i] := las[c]; las[d] := next_seq; las[c] := next_seq;
    seqs[i] := next_seq; next_seq := next_seq + 1;
    debit_balances[i] := bal[d]; debit_helds[i] := hel[d]; credit_balances[i] := bal[c];
  END LOOP;
  IF next_seq = begin_seq THEN RETURN; END IF;

  -- The bytes of the chain: wallet/ledger/chain.py
  stamp := int8send(number) || int8send(now_us);
  WITH made AS MATERIALIZED (
    SELECT u.seq, u.key, u.kind, accounts[u.d] AS debit, accounts[u.c] AS credit, u.amount, u.cause,
           CASE WHEN u.kind >= 2 THEN hold_keys[u.h] END AS hold, u.x, u.y, u.z, u.v, u.w
      FROM unnest(seqs, keys, kinds, debits, credits, amounts, causes, holds, debit_balances, debit_helds, credit_balances,
                  debit_befores, credit_befores)
           u (seq, key, kind, d, c, amount, cause, h, x, y, z, v, w)
     WHERE u.seq IS NOT NULL),
  stored AS (
    INSERT INTO entry SELECT m.seq, m.key, m.kind, m.debit, m.credit, m.amount, m.cause, m.hold, m.x, m.y, m.z, number, moment,
                             m.v, m.w
      FROM made m)
  SELECT string_agg(
           '\x01'::bytea || int8send(m.seq) || stamp || m.key || int2send(m.kind) || int8send(m.debit) || int8send(m.credit)
           || int8send(m.amount) || coalesce(m.hold, '\x00000000000000000000000000000000'::bytea)
           || int8send(m.x) || int8send(m.y) || int8send(m.z) || int2send(octet_length(m.cause)::smallint) || textsend(m.cause),
           ''::bytea ORDER BY m.seq)
    INTO body FROM made m;
  UPDATE account t SET balance_minor = u.b, held_minor = u.h, last_seq = u.l FROM unnest(accounts, bal, hel, las) u (id, b, h, l)
   WHERE t.id = u.id AND u.l >= begin_seq;
  IF cardinality(hold_keys) > 0 THEN
    INSERT INTO hold
      SELECT u.k, accounts[u.d], accounts[u.c], u.a, (ARRAY['open', 'captured', 'void'])[u.s + 1], u.e, u.w
        FROM unnest(hold_keys, hd, hc, ha, hs, was, hx, hw) u (k, d, c, a, s, s0, e, w) WHERE u.s >= 0 AND u.s0 = -1;
    UPDATE hold t SET state = (ARRAY['open', 'captured', 'void'])[u.s + 1] FROM unnest(hold_keys, hs, was) u (k, s, s0)
     WHERE t.key = u.k AND u.s0 = 0 AND u.s > 0;
    debit_accounts := ARRAY(SELECT accounts[x] FROM unnest(debits) WITH ORDINALITY u (x, o) ORDER BY o);
    credit_accounts := ARRAY(SELECT accounts[x] FROM unnest(credits) WITH ORDINALITY u (x, o) ORDER BY o);
  END IF;
  INSERT INTO chain VALUES (number, begin_seq, next_seq - begin_seq, sha256(previous || body), moment);
END $$;

REVOKE ALL ON FUNCTION ledger.apply FROM PUBLIC;
