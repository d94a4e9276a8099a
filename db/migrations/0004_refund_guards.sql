-- Refunds may come back: what was refunded can shrink again. The refunds themselves say what it must be (below).
CREATE OR REPLACE FUNCTION payment_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'created' OR NEW.version <> 1 OR NEW.captured <> 0 THEN
      RAISE EXCEPTION 'a payment is born created' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.prev_state := 'created';
    RETURN NEW;
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'a payment changes one version at a time' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF ROW(NEW.id, NEW.buyer_id, NEW.service_id, NEW.mode, NEW.acquirer, NEW.amount, NEW.currency, NEW.reference, NEW.description, NEW.origin, NEW.return_url, NEW.delayed_capture, NEW.basket_id, NEW.created_at)
     IS DISTINCT FROM ROW(OLD.id, OLD.buyer_id, OLD.service_id, OLD.mode, OLD.acquirer, OLD.amount, OLD.currency, OLD.reference, OLD.description, OLD.origin, OLD.return_url, OLD.delayed_capture, OLD.basket_id, OLD.created_at) THEN
    RAISE EXCEPTION 'the identity of a payment does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.captured < OLD.captured THEN
    RAISE EXCEPTION 'captured only grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.prev_state := OLD.state;
  RETURN NEW;
END
$$;
--> statement-breakpoint
INSERT INTO refund_transition (from_state, to_state) VALUES
  ('failed', 'failed'),
  ('needs_operator', 'failed'),
  ('needs_operator', 'needs_operator'),
  ('needs_operator', 'succeeded'),
  ('submitted', 'failed'),
  ('submitted', 'needs_operator'),
  ('submitted', 'submitted'),
  ('submitted', 'succeeded'),
  ('succeeded', 'failed'),
  ('succeeded', 'succeeded');
--> statement-breakpoint
INSERT INTO dispute_transition (from_state, to_state) VALUES
  ('lost', 'lost'),
  ('needs_response', 'lost'),
  ('needs_response', 'needs_response'),
  ('needs_response', 'under_review'),
  ('needs_response', 'won'),
  ('under_review', 'lost'),
  ('under_review', 'needs_response'),
  ('under_review', 'under_review'),
  ('under_review', 'won'),
  ('won', 'won');
--> statement-breakpoint
CREATE TRIGGER refund_transition_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_transition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER dispute_transition_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_transition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION refund_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'submitted' THEN
      RAISE EXCEPTION 'a refund is born submitted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM FROM payment WHERE id = NEW.payment_id AND acquirer = NEW.acquirer;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a refund goes back over its payment''s acquirer' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.prev_state := 'submitted';
    RETURN NEW;
  END IF;
  IF ROW(NEW.id, NEW.payment_id, NEW.buyer_id, NEW.service_id, NEW.mode, NEW.kind, NEW.acquirer, NEW.acquirer_payment_id, NEW.amount, NEW.created_at)
     IS DISTINCT FROM ROW(OLD.id, OLD.payment_id, OLD.buyer_id, OLD.service_id, OLD.mode, OLD.kind, OLD.acquirer, OLD.acquirer_payment_id, OLD.amount, OLD.created_at)
     OR (OLD.acquirer_refund_id IS NOT NULL AND NEW.acquirer_refund_id IS DISTINCT FROM OLD.acquirer_refund_id) THEN
    RAISE EXCEPTION 'the identity of a refund does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.prev_state := OLD.state;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER refund_moves BEFORE INSERT OR UPDATE ON refund FOR EACH ROW EXECUTE FUNCTION refund_moves();
--> statement-breakpoint
CREATE FUNCTION dispute_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'needs_response' THEN
      RAISE EXCEPTION 'a dispute is born open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.prev_state := 'needs_response';
    RETURN NEW;
  END IF;
  IF ROW(NEW.id, NEW.payment_id, NEW.buyer_id, NEW.service_id, NEW.mode, NEW.acquirer, NEW.acquirer_dispute_id, NEW.opened_at)
     IS DISTINCT FROM ROW(OLD.id, OLD.payment_id, OLD.buyer_id, OLD.service_id, OLD.mode, OLD.acquirer, OLD.acquirer_dispute_id, OLD.opened_at)
     -- A bank that only asked may take the money after all.
     OR (OLD.amount <> 0 AND NEW.amount <> OLD.amount) THEN
    RAISE EXCEPTION 'the identity of a dispute does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.prev_state := OLD.state;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER dispute_moves BEFORE INSERT OR UPDATE ON dispute FOR EACH ROW EXECUTE FUNCTION dispute_moves();
--> statement-breakpoint
CREATE TRIGGER refund_kept BEFORE DELETE OR TRUNCATE ON refund FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER dispute_kept BEFORE DELETE OR TRUNCATE ON dispute FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER refund_same_owner BEFORE INSERT ON refund FOR EACH ROW EXECUTE FUNCTION same_owner();
--> statement-breakpoint
CREATE TRIGGER dispute_same_owner BEFORE INSERT ON dispute FOR EACH ROW EXECUTE FUNCTION same_owner();
--> statement-breakpoint
DROP TRIGGER ledger_transaction_same_owner ON ledger_transaction;
--> statement-breakpoint
CREATE TRIGGER ledger_transaction_same_owner BEFORE INSERT ON ledger_transaction FOR EACH ROW
  WHEN (NEW.payment_id IS NOT NULL) EXECUTE FUNCTION same_owner();
--> statement-breakpoint
-- What a payment has reserved and refunded is the sum of its refunds, when the transaction ends. Reversals are of money
-- that never was the payment's own; a corrected capture stands as given back.
CREATE FUNCTION refunds_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subject text;
  reserved numeric;
  refunded numeric;
  corrected numeric;
  held payment%ROWTYPE;
BEGIN
  subject := CASE TG_TABLE_NAME WHEN 'payment' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'payment_id' END;
  SELECT coalesce(sum(amount) FILTER (WHERE state <> 'failed'), 0), coalesce(sum(amount) FILTER (WHERE state = 'succeeded'), 0)
    INTO reserved, refunded FROM refund WHERE payment_id = subject AND kind = 'refund';
  SELECT coalesce(sum(entry.amount), 0) INTO corrected
    FROM ledger_transaction posting JOIN ledger_entry entry ON entry.transaction_id = posting.id
    WHERE posting.kind = 'capture_corrected' AND posting.source_id = subject AND entry.account = 'buyer_payable';
  SELECT * INTO held FROM payment WHERE id = subject;
  IF held.refund_reserved <> reserved + corrected OR held.refunded <> refunded + corrected THEN
    RAISE EXCEPTION 'payment % has reserved % and refunded %, its refunds % and %', subject, held.refund_reserved, held.refunded, reserved + corrected, refunded + corrected
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER payment_refunds_add_up AFTER UPDATE ON payment DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.refund_reserved <> OLD.refund_reserved OR NEW.refunded <> OLD.refunded) EXECUTE FUNCTION refunds_add_up();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER refund_adds_up AFTER INSERT OR UPDATE ON refund DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION refunds_add_up();
--> statement-breakpoint
-- Every refund stands in the ledger as its state says, to the penny, under its own payment; and no posting of a refund
-- stands there without one. Only a reversal moves money through suspense.
CREATE FUNCTION refund_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subject text;
  in_flight numeric;
  returned numeric;
  strange integer;
  late numeric;
  held refund%ROWTYPE;
BEGIN
  subject := CASE TG_TABLE_NAME WHEN 'refund' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'source_id' END;
  SELECT * INTO held FROM refund WHERE id = subject;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a posting of the refund %, which is not there', subject USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'refunds_in_flight'), 0),
      coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'acquirer_receivable'), 0),
      count(*) FILTER (WHERE posting.payment_id <> held.payment_id OR entry.account NOT IN
        ('refunds_in_flight', 'acquirer_receivable', CASE held.kind WHEN 'reversal' THEN 'suspense' ELSE 'buyer_payable' END))
    INTO in_flight, returned, strange
    FROM ledger_transaction posting JOIN ledger_entry entry ON entry.transaction_id = posting.id
    WHERE posting.source_id = held.id AND posting.kind IN ('refund_submitted', 'refund_succeeded', 'refund_failed', 'refund_returned');
  IF in_flight <> (CASE WHEN held.state IN ('submitted', 'needs_operator') THEN -held.amount ELSE 0 END)
    OR returned <> (CASE WHEN held.state = 'succeeded' THEN -held.amount ELSE 0 END) OR strange > 0 THEN
    RAISE EXCEPTION 'refund % is % and posted with % in flight, % returned and % strange lines', held.id, held.state, in_flight, returned, strange
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF held.kind = 'reversal' THEN
    SELECT coalesce(sum(entry.amount), 0) INTO late
      FROM ledger_transaction posting JOIN ledger_entry entry ON entry.transaction_id = posting.id
      WHERE posting.kind = 'late_success' AND posting.source_id = held.acquirer_payment_id AND entry.account = 'acquirer_receivable';
    IF late <> held.amount THEN
      RAISE EXCEPTION 'reversal % of % and late money of %', held.id, held.amount, late USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER refund_is_posted AFTER INSERT OR UPDATE ON refund DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION refund_is_posted();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER posting_has_refund AFTER INSERT ON ledger_transaction DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.kind IN ('refund_submitted', 'refund_succeeded', 'refund_failed', 'refund_returned'))
  EXECUTE FUNCTION refund_is_posted();
--> statement-breakpoint
CREATE FUNCTION dispute_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  posted_held numeric;
  posted_lost numeric;
  now_is dispute%ROWTYPE;
BEGIN
  SELECT * INTO now_is FROM dispute WHERE id = NEW.id;
  SELECT coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'disputes_held'), 0),
      coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'buyer_payable'), 0)
    INTO posted_held, posted_lost
    FROM ledger_transaction posting JOIN ledger_entry entry ON entry.transaction_id = posting.id
    WHERE posting.source_id = now_is.id AND posting.kind IN ('dispute_opened', 'dispute_won', 'dispute_lost');
  IF posted_held <> (CASE WHEN now_is.state IN ('needs_response', 'under_review') THEN now_is.amount ELSE 0 END)
    OR posted_lost <> (CASE WHEN now_is.state = 'lost' THEN now_is.amount ELSE 0 END) THEN
    RAISE EXCEPTION 'dispute % is % and posted with % held and % lost', now_is.id, now_is.state, posted_held, posted_lost
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER dispute_is_posted AFTER INSERT OR UPDATE ON dispute DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION dispute_is_posted();
--> statement-breakpoint
CREATE FUNCTION operator_case_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.reason, NEW.subject_id, NEW.payment_id, NEW.opened_at) IS DISTINCT FROM ROW(OLD.id, OLD.reason, OLD.subject_id, OLD.payment_id, OLD.opened_at)
     OR OLD.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a case is closed once and stays what it was' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER operator_case_moves BEFORE UPDATE ON operator_case FOR EACH ROW EXECUTE FUNCTION operator_case_moves();
--> statement-breakpoint
CREATE TRIGGER operator_case_kept BEFORE DELETE OR TRUNCATE ON operator_case FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- An operation's refund is a part of its identity.
CREATE OR REPLACE FUNCTION operation_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.payment_id, NEW.kind, NEW.idempotency_key, NEW.acquirer_payment_id, NEW.refund_id, NEW.created_at)
     IS DISTINCT FROM ROW(OLD.id, OLD.payment_id, OLD.kind, OLD.idempotency_key, OLD.acquirer_payment_id, OLD.refund_id, OLD.created_at) THEN
    RAISE EXCEPTION 'the identity of an operation does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state NOT IN ('prepared', 'sent', 'unknown', 'awaiting_payee') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'an ended operation stays ended' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at THEN
    RAISE EXCEPTION 'an operation is sent once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
GRANT SELECT, INSERT ON refund, dispute, operator_case, reconciliation_item, reconciliation_day, acquirer_cursor, idempotency_key TO civic_pay_app;
--> statement-breakpoint
GRANT SELECT ON refund_transition, dispute_transition TO civic_pay_app;
--> statement-breakpoint
GRANT UPDATE ON refund, dispute, operator_case, reconciliation_item, reconciliation_day, acquirer_cursor TO civic_pay_app;
--> statement-breakpoint
-- The one thing that is forgotten: answers to keyed requests, after seven days.
GRANT DELETE ON idempotency_key TO civic_pay_app;
--> statement-breakpoint
GRANT SELECT ON refund, dispute TO civic_pay_buyer;
--> statement-breakpoint
ALTER TABLE refund ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY refund_app ON refund TO civic_pay_app USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY refund_buyer ON refund FOR SELECT TO civic_pay_buyer USING (
  buyer_id = current_setting('civic_pay.buyer_id', true)
  AND mode = current_setting('civic_pay.mode', true)
  AND current_setting('civic_pay.service_id', true) IN ('*', service_id)
);
--> statement-breakpoint
ALTER TABLE dispute ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY dispute_app ON dispute TO civic_pay_app USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY dispute_buyer ON dispute FOR SELECT TO civic_pay_buyer USING (
  buyer_id = current_setting('civic_pay.buyer_id', true)
  AND mode = current_setting('civic_pay.mode', true)
  AND current_setting('civic_pay.service_id', true) IN ('*', service_id)
);
