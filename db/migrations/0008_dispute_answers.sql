ALTER TABLE "operation" DROP CONSTRAINT "operation_kind_known";--> statement-breakpoint
ALTER TABLE "operator_case" DROP CONSTRAINT "operator_case_reason_known";--> statement-breakpoint
ALTER TABLE "operation" ADD COLUMN "dispute_id" text;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_of_payment" UNIQUE("id","payment_id");--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_dispute" FOREIGN KEY ("dispute_id","payment_id") REFERENCES "public"."dispute"("id","payment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "operation_by_dispute" ON "operation" USING btree ("dispute_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "operation_one_open_answer_per_dispute" ON "operation" USING btree ("dispute_id") WHERE "operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee') and "operation"."kind" = 'answer';--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_dispute_has_id" CHECK (("operation"."kind" = 'answer') = ("operation"."dispute_id" is not null));--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_answer_whole" CHECK ("operation"."kind" <> 'answer' or ("operation"."state" not in ('prepared', 'awaiting_payee') and coalesce("operation"."request" ->> 'answer' in ('evidence', 'acceptance'), false) and "operation"."request" ->> 'keyId' is not null));--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_evidence_is_forgotten" CHECK ("operation"."request" -> 'evidence' is null or (coalesce("operation"."request" ->> 'answer', '') = 'evidence' and "operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee')));--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_kind_known" CHECK ("operation"."kind" in ('prepare', 'authorise', 'capture', 'void', 'refund', 'answer'));--> statement-breakpoint
ALTER TABLE "operator_case" ADD CONSTRAINT "operator_case_reason_known" CHECK ("operator_case"."reason" in ('outcome_unclear', 'contradiction', 'refund_unclear', 'reversal_failed', 'refund_contradiction', 'refund_not_ours', 'answer_unclear', 'dispute_contradiction', 'notification_set_aside', 'settlement_difference'));
--> statement-breakpoint
-- An operation's dispute is a part of its identity.
CREATE OR REPLACE FUNCTION operation_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.payment_id, NEW.kind, NEW.idempotency_key, NEW.acquirer_payment_id, NEW.refund_id, NEW.dispute_id, NEW.created_at)
     IS DISTINCT FROM ROW(OLD.id, OLD.payment_id, OLD.kind, OLD.idempotency_key, OLD.acquirer_payment_id, OLD.refund_id, OLD.dispute_id, OLD.created_at) THEN
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
