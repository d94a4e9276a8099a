-- A payment moves along the table of legal moves only, and each change raises its version by one.
CREATE FUNCTION payment_moves() RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF NEW.captured < OLD.captured OR NEW.refunded < OLD.refunded THEN
    RAISE EXCEPTION 'captured and refunded only grow' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.prev_state := OLD.state;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER payment_moves BEFORE INSERT OR UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION payment_moves();
--> statement-breakpoint
CREATE TRIGGER payment_kept BEFORE DELETE OR TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER payment_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transaction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER payment_transition_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_transition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Deferred to the commit, so that the lines of one posting may be written in any order.
CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  posting text;
  lines integer;
  total numeric;
BEGIN
  posting := CASE TG_TABLE_NAME WHEN 'ledger_transaction' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'transaction_id' END;
  SELECT count(*), coalesce(sum(amount), 0) INTO lines, total FROM ledger_entry WHERE transaction_id = posting;
  IF lines < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'posting % has % lines and sums to %', posting, lines, total USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON ledger_transaction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();
--> statement-breakpoint
-- What is told of a payment belongs to the payment's own buyer, service and mode: row-level security trusts these columns.
CREATE FUNCTION same_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM payment
    WHERE id = NEW.payment_id AND buyer_id = NEW.buyer_id AND service_id = NEW.service_id AND mode = NEW.mode;
  IF NOT FOUND THEN
    RAISE EXCEPTION '% of another owner than its payment', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER payment_event_same_owner BEFORE INSERT ON payment_event FOR EACH ROW EXECUTE FUNCTION same_owner();
--> statement-breakpoint
CREATE TRIGGER ledger_transaction_same_owner BEFORE INSERT ON ledger_transaction FOR EACH ROW EXECUTE FUNCTION same_owner();
--> statement-breakpoint
-- A posting is written whole by one transaction: no line joins it later.
CREATE FUNCTION ledger_entry_with_its_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM ledger_transaction
    WHERE id = NEW.transaction_id AND xmin::text::bigint = pg_current_xact_id()::text::numeric % 4294967296;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a posting is written whole' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER ledger_entry_with_its_posting BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_with_its_posting();
--> statement-breakpoint
-- Captured money stands in the ledger, to the penny, when the transaction that captured it ends.
CREATE FUNCTION payment_captured_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  posted numeric;
BEGIN
  SELECT coalesce(sum(entry.amount), 0) INTO posted
    FROM ledger_transaction posting JOIN ledger_entry entry ON entry.transaction_id = posting.id
    WHERE posting.payment_id = NEW.id AND posting.kind = 'captured' AND entry.account = 'acquirer_receivable';
  IF posted <> NEW.captured THEN
    RAISE EXCEPTION 'payment % has captured % and posted %', NEW.id, NEW.captured, posted USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER payment_captured_is_posted AFTER UPDATE ON payment DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.captured <> OLD.captured) EXECUTE FUNCTION payment_captured_is_posted();
--> statement-breakpoint
-- What has ended at the acquirer stays ended, and stays what it was.
CREATE FUNCTION operation_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.payment_id, NEW.kind, NEW.idempotency_key, NEW.acquirer_payment_id, NEW.created_at)
     IS DISTINCT FROM ROW(OLD.id, OLD.payment_id, OLD.kind, OLD.idempotency_key, OLD.acquirer_payment_id, OLD.created_at) THEN
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
CREATE TRIGGER operation_moves BEFORE UPDATE ON operation FOR EACH ROW EXECUTE FUNCTION operation_moves();
--> statement-breakpoint
CREATE FUNCTION acquirer_object_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.acquirer, NEW.external_id, NEW.payment_id) IS DISTINCT FROM ROW(OLD.acquirer, OLD.external_id, OLD.payment_id)
     OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
    RAISE EXCEPTION 'a closed object of the acquirer stays closed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER acquirer_object_moves BEFORE UPDATE ON acquirer_object FOR EACH ROW EXECUTE FUNCTION acquirer_object_moves();
--> statement-breakpoint
-- The domain's table of legal moves. A test holds the two together.
INSERT INTO payment_transition (from_state, to_state) VALUES
  ('authorised', 'authorised'),
  ('authorised', 'cancelled_by_service'),
  ('authorised', 'captured'),
  ('authorised', 'capturing'),
  ('authorised', 'failed'),
  ('authorised', 'needs_operator'),
  ('authorising', 'authorised'),
  ('authorising', 'authorising'),
  ('authorising', 'capturable'),
  ('authorising', 'captured'),
  ('authorising', 'challenge_required'),
  ('authorising', 'checking'),
  ('authorising', 'declined'),
  ('authorising', 'failed'),
  ('authorising', 'needs_operator'),
  ('authorising', 'started'),
  ('cancelled_by_payee', 'cancelled_by_payee'),
  ('cancelled_by_service', 'cancelled_by_service'),
  ('capturable', 'cancelled_by_service'),
  ('capturable', 'capturable'),
  ('capturable', 'captured'),
  ('capturable', 'capturing'),
  ('capturable', 'expired'),
  ('capturable', 'failed'),
  ('capturable', 'needs_operator'),
  ('captured', 'captured'),
  ('captured', 'failed'),
  ('capturing', 'captured'),
  ('capturing', 'capturing'),
  ('capturing', 'failed'),
  ('capturing', 'needs_operator'),
  ('challenge_required', 'authorised'),
  ('challenge_required', 'authorising'),
  ('challenge_required', 'cancelled_by_payee'),
  ('challenge_required', 'cancelled_by_service'),
  ('challenge_required', 'capturable'),
  ('challenge_required', 'captured'),
  ('challenge_required', 'challenge_required'),
  ('challenge_required', 'checking'),
  ('challenge_required', 'declined'),
  ('challenge_required', 'expired'),
  ('challenge_required', 'failed'),
  ('challenge_required', 'needs_operator'),
  ('challenge_required', 'started'),
  ('checking', 'authorised'),
  ('checking', 'capturable'),
  ('checking', 'captured'),
  ('checking', 'challenge_required'),
  ('checking', 'checking'),
  ('checking', 'declined'),
  ('checking', 'failed'),
  ('checking', 'needs_operator'),
  ('checking', 'started'),
  ('created', 'authorising'),
  ('created', 'cancelled_by_payee'),
  ('created', 'cancelled_by_service'),
  ('created', 'created'),
  ('created', 'expired'),
  ('created', 'started'),
  ('declined', 'declined'),
  ('expired', 'expired'),
  ('failed', 'failed'),
  ('needs_operator', 'cancelled_by_service'),
  ('needs_operator', 'captured'),
  ('needs_operator', 'declined'),
  ('needs_operator', 'failed'),
  ('needs_operator', 'needs_operator'),
  ('started', 'authorising'),
  ('started', 'cancelled_by_payee'),
  ('started', 'cancelled_by_service'),
  ('started', 'expired'),
  ('started', 'started');
--> statement-breakpoint
-- What was told stays as it was told.
CREATE TRIGGER outbox_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outbox_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER webhook_delivery_attempt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook_delivery_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Receivers notice a missing event by the gap it leaves, so there must be no other gap.
CREATE FUNCTION outbox_event_gapless() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sequence <> 1 + coalesce((SELECT max(sequence) FROM outbox_event WHERE subject_id = NEW.subject_id), 0) THEN
    RAISE EXCEPTION 'the events of % are not gapless', NEW.subject_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER outbox_event_gapless BEFORE INSERT ON outbox_event FOR EACH ROW EXECUTE FUNCTION outbox_event_gapless();
--> statement-breakpoint
CREATE FUNCTION webhook_delivery_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.event_id, NEW.endpoint_id, NEW.wire_type) IS DISTINCT FROM ROW(OLD.id, OLD.event_id, OLD.endpoint_id, OLD.wire_type) THEN
    RAISE EXCEPTION 'the identity of a delivery does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.attempts < OLD.attempts THEN
    RAISE EXCEPTION 'attempts of a delivery only grow' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER webhook_delivery_moves BEFORE UPDATE ON webhook_delivery FOR EACH ROW EXECUTE FUNCTION webhook_delivery_moves();
--> statement-breakpoint
-- Least privilege. The processes run as civic_pay_app: no DDL, no DELETE, no touching of history. Reads on behalf of a
-- buyer run as civic_pay_buyer, which may only read, and only its own rows.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_pay_app') THEN
    CREATE ROLE civic_pay_app NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_pay_buyer') THEN
    CREATE ROLE civic_pay_buyer NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;
--> statement-breakpoint
GRANT civic_pay_app, civic_pay_buyer TO CURRENT_USER;
--> statement-breakpoint
GRANT civic_pay_buyer TO civic_pay_app;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO civic_pay_app, civic_pay_buyer;
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA public TO civic_pay_app;
--> statement-breakpoint
GRANT INSERT ON ALL TABLES IN SCHEMA public TO civic_pay_app;
--> statement-breakpoint
REVOKE INSERT ON payment_transition FROM civic_pay_app;
--> statement-breakpoint
GRANT UPDATE ON buyer, service, service_account, api_key, basket, payment, operation, acquirer_object, acquirer_notification, webhook_endpoint, webhook_delivery TO civic_pay_app;
--> statement-breakpoint
GRANT SELECT ON payment, payment_event TO civic_pay_buyer;
--> statement-breakpoint
ALTER TABLE payment ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY payment_app ON payment TO civic_pay_app USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY payment_buyer ON payment FOR SELECT TO civic_pay_buyer USING (
  buyer_id = current_setting('civic_pay.buyer_id', true)
  AND mode = current_setting('civic_pay.mode', true)
  AND current_setting('civic_pay.service_id', true) IN ('*', service_id)
);
--> statement-breakpoint
ALTER TABLE payment_event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY payment_event_app ON payment_event TO civic_pay_app USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY payment_event_buyer ON payment_event FOR SELECT TO civic_pay_buyer USING (
  buyer_id = current_setting('civic_pay.buyer_id', true)
  AND mode = current_setting('civic_pay.mode', true)
  AND current_setting('civic_pay.service_id', true) IN ('*', service_id)
);
