CREATE TABLE "idempotency_key" (
	"service_id" text NOT NULL,
	"buyer_id" text NOT NULL,
	"mode" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" integer NOT NULL,
	"body" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_key_pk" PRIMARY KEY("service_id","mode","key"),
	CONSTRAINT "idempotency_key_shape" CHECK ("idempotency_key"."key" ~ '^[A-Za-z0-9-]{1,255}$'),
	CONSTRAINT "idempotency_key_fingerprint" CHECK ("idempotency_key"."fingerprint" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "idempotency_key_status" CHECK ("idempotency_key"."status" between 200 and 299),
	CONSTRAINT "idempotency_key_no_card_number" CHECK (not contains_pan("idempotency_key"."body"))
);
--> statement-breakpoint
CREATE TABLE "operator_case" (
	"id" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"subject_id" text NOT NULL,
	"payment_id" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"evidence" text,
	CONSTRAINT "operator_case_reason_known" CHECK ("operator_case"."reason" in ('outcome_unclear', 'contradiction', 'refund_unclear', 'reversal_failed', 'refund_contradiction', 'refund_not_ours', 'dispute_contradiction', 'notification_set_aside', 'settlement_difference')),
	CONSTRAINT "operator_case_closed_whole" CHECK (("operator_case"."closed_at" is null) = ("operator_case"."closed_by" is null) and ("operator_case"."closed_at" is null) = ("operator_case"."evidence" is null)),
	CONSTRAINT "operator_case_texts" CHECK (length("operator_case"."closed_by") between 1 and 100 and length("operator_case"."evidence") between 1 and 1000 and not contains_pan("operator_case"."evidence"))
);
--> statement-breakpoint
CREATE TABLE "acquirer_cursor" (
	"acquirer" text PRIMARY KEY NOT NULL,
	"cursor" text NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciliation_day" (
	"acquirer" text NOT NULL,
	"day" date NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reconciliation_day_pk" PRIMARY KEY("acquirer","day")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_item" (
	"acquirer" text NOT NULL,
	"line_id" text NOT NULL,
	"day" date NOT NULL,
	"in_books" boolean NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"buyer_id" text,
	"gross" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"net" bigint NOT NULL,
	"payout_id" text,
	"state" text NOT NULL,
	"ledger_transaction_id" text,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reconciliation_item_pk" PRIMARY KEY("acquirer","line_id"),
	CONSTRAINT "reconciliation_item_state_known" CHECK ("reconciliation_item"."state" in ('matched', 'unknown_payment', 'not_posted', 'amount_differs', 'not_in_books')),
	CONSTRAINT "reconciliation_item_kind_known" CHECK ("reconciliation_item"."kind" in ('payment', 'refund', 'refund_failed', 'dispute', 'dispute_won')),
	CONSTRAINT "reconciliation_item_matched_has_posting" CHECK ("reconciliation_item"."state" <> 'matched' or "reconciliation_item"."ledger_transaction_id" is not null),
	CONSTRAINT "reconciliation_item_net" CHECK ("reconciliation_item"."net" = "reconciliation_item"."gross" - "reconciliation_item"."fee" and "reconciliation_item"."fee" >= 0)
);
--> statement-breakpoint
CREATE TABLE "dispute" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"buyer_id" text NOT NULL,
	"service_id" text NOT NULL,
	"mode" text NOT NULL,
	"acquirer" text NOT NULL,
	"acquirer_dispute_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"reason" text NOT NULL,
	"prev_state" text DEFAULT 'needs_response' NOT NULL,
	"state" text NOT NULL,
	"evidence_due_at" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dispute_id_shape" CHECK ("dispute"."id" ~ '^[0-9a-v]{26}$'),
	CONSTRAINT "dispute_state_known" CHECK ("dispute"."state" in ('needs_response', 'under_review', 'won', 'lost')),
	CONSTRAINT "dispute_amount_range" CHECK ("dispute"."amount" between 0 and 10000000),
	CONSTRAINT "dispute_reason" CHECK (length("dispute"."reason") between 1 and 100 and not contains_pan("dispute"."reason"))
);
--> statement-breakpoint
CREATE TABLE "dispute_transition" (
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	CONSTRAINT "dispute_transition_pk" PRIMARY KEY("from_state","to_state")
);
--> statement-breakpoint
CREATE TABLE "refund" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"buyer_id" text NOT NULL,
	"service_id" text NOT NULL,
	"mode" text NOT NULL,
	"kind" text NOT NULL,
	"acquirer" text NOT NULL,
	"acquirer_payment_id" text NOT NULL,
	"acquirer_refund_id" text,
	"amount" bigint NOT NULL,
	"prev_state" text DEFAULT 'submitted' NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "refund_of_payment" UNIQUE("id","payment_id"),
	CONSTRAINT "refund_id_shape" CHECK ("refund"."id" ~ '^[0-9a-v]{26}$'),
	CONSTRAINT "refund_kind_known" CHECK ("refund"."kind" in ('refund', 'reversal')),
	CONSTRAINT "refund_state_known" CHECK ("refund"."state" in ('submitted', 'needs_operator', 'succeeded', 'failed')),
	CONSTRAINT "refund_amount_range" CHECK ("refund"."amount" between 1 and 10000000)
);
--> statement-breakpoint
CREATE TABLE "refund_transition" (
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	CONSTRAINT "refund_transition_pk" PRIMARY KEY("from_state","to_state")
);
--> statement-breakpoint
ALTER TABLE "ledger_transaction" DROP CONSTRAINT "ledger_transaction_kind_known";--> statement-breakpoint
ALTER TABLE "operation" DROP CONSTRAINT "operation_kind_known";--> statement-breakpoint
ALTER TABLE "payment_event" DROP CONSTRAINT "payment_event_known";--> statement-breakpoint
ALTER TABLE "outbox_event" DROP CONSTRAINT "outbox_event_type_known";--> statement-breakpoint
ALTER TABLE "webhook_endpoint" DROP CONSTRAINT "webhook_endpoint_event_types_known";--> statement-breakpoint
DROP INDEX "operation_one_open_per_payment";--> statement-breakpoint
ALTER TABLE "ledger_transaction" ALTER COLUMN "payment_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_transaction" ALTER COLUMN "service_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "operation" ADD COLUMN "refund_id" text;--> statement-breakpoint
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_service" FOREIGN KEY ("service_id","buyer_id","mode") REFERENCES "public"."service"("id","buyer_id","mode") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_case" ADD CONSTRAINT "operator_case_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_item" ADD CONSTRAINT "reconciliation_item_ledger_transaction_id_ledger_transaction_id_fk" FOREIGN KEY ("ledger_transaction_id") REFERENCES "public"."ledger_transaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_legal_move" FOREIGN KEY ("prev_state","state") REFERENCES "public"."dispute_transition"("from_state","to_state") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_legal_move" FOREIGN KEY ("prev_state","state") REFERENCES "public"."refund_transition"("from_state","to_state") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_key_age" ON "idempotency_key" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "operator_case_one_open" ON "operator_case" USING btree ("reason","subject_id") WHERE "operator_case"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "operator_case_open" ON "operator_case" USING btree ("opened_at","id") WHERE "operator_case"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "operator_case_by_payment" ON "operator_case" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "reconciliation_item_of_payout" ON "reconciliation_item" USING btree ("acquirer","payout_id");--> statement-breakpoint
CREATE INDEX "reconciliation_item_open" ON "reconciliation_item" USING btree ("day","line_id") WHERE "reconciliation_item"."state" <> 'matched';--> statement-breakpoint
CREATE INDEX "dispute_by_payment" ON "dispute" USING btree ("payment_id","opened_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_acquirer_id" ON "dispute" USING btree ("acquirer","acquirer_dispute_id");--> statement-breakpoint
CREATE INDEX "refund_by_payment" ON "refund" USING btree ("payment_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "refund_one_reversal_per_object" ON "refund" USING btree ("acquirer","acquirer_payment_id") WHERE "refund"."kind" = 'reversal';--> statement-breakpoint
CREATE UNIQUE INDEX "refund_acquirer_id" ON "refund" USING btree ("acquirer","acquirer_refund_id") WHERE "refund"."acquirer_refund_id" is not null;--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_refund" FOREIGN KEY ("refund_id","payment_id") REFERENCES "public"."refund"("id","payment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "operation_one_open_void_per_object" ON "operation" USING btree ("acquirer_payment_id") WHERE "operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee') and "operation"."kind" = 'void';--> statement-breakpoint
CREATE UNIQUE INDEX "operation_one_per_refund" ON "operation" USING btree ("refund_id") WHERE "operation"."refund_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "operation_one_open_per_payment" ON "operation" USING btree ("payment_id") WHERE "operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee') and "operation"."kind" in ('prepare', 'authorise', 'capture');--> statement-breakpoint
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_has_payment" CHECK (("ledger_transaction"."kind" = 'payout') = ("ledger_transaction"."payment_id" is null) and ("ledger_transaction"."payment_id" is null) = ("ledger_transaction"."service_id" is null));--> statement-breakpoint
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_kind_known" CHECK ("ledger_transaction"."kind" in ('captured', 'capture_corrected', 'late_success', 'refund_submitted', 'refund_succeeded', 'refund_failed', 'refund_returned', 'dispute_opened', 'dispute_won', 'dispute_lost', 'fee', 'payout'));--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_refund_has_id" CHECK (("operation"."kind" = 'refund') = ("operation"."refund_id" is not null));--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_kind_known" CHECK ("operation"."kind" in ('prepare', 'authorise', 'capture', 'void', 'refund'));--> statement-breakpoint
ALTER TABLE "payment_event" ADD CONSTRAINT "payment_event_known" CHECK ("payment_event"."event" in ('born', 'extended', 'opened', 'submitted', 'challenge', 'returned', 'authorised', 'captured', 'declined', 'failed', 'unknown', 'capture', 'payee_cancel', 'service_cancel', 'expire', 'stuck', 'resolve', 'refund_submitted', 'refund_succeeded', 'refund_failed', 'refund_unclear', 'dispute_opened', 'dispute_updated', 'dispute_closed'));--> statement-breakpoint
ALTER TABLE "outbox_event" ADD CONSTRAINT "outbox_event_type_known" CHECK ("outbox_event"."type" in ('payment.started', 'payment.capturable', 'payment.captured', 'payment.failed', 'payment.cancelled', 'payment.expired', 'payment.late_success_reversed', 'payment.needs_operator', 'refund.submitted', 'refund.succeeded', 'refund.failed', 'dispute.opened', 'dispute.updated', 'dispute.closed'));--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_event_types_known" CHECK ("webhook_endpoint"."event_types" <@ array['payment.started', 'payment.capturable', 'payment.captured', 'payment.failed', 'payment.cancelled', 'payment.expired', 'payment.late_success_reversed', 'payment.needs_operator', 'refund.submitted', 'refund.succeeded', 'refund.failed', 'dispute.opened', 'dispute.updated', 'dispute.closed']::text[] and cardinality("webhook_endpoint"."event_types") > 0);