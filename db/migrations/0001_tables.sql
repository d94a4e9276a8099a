CREATE TABLE "api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"buyer_id" text NOT NULL,
	"mode" text NOT NULL,
	"reach" text NOT NULL,
	"digest" text NOT NULL,
	"last_four" text NOT NULL,
	"name" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_key_digest_unique" UNIQUE("digest"),
	CONSTRAINT "api_key_digest_shape" CHECK ("api_key"."digest" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "api_key_name_length" CHECK (length("api_key"."name") between 1 and 50),
	CONSTRAINT "api_key_reach_known" CHECK ("api_key"."reach" in ('service', 'buyer'))
);
--> statement-breakpoint
CREATE TABLE "basket" (
	"id" text PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"reference" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "basket_reference" CHECK (length("basket"."reference") between 1 and 64)
);
--> statement-breakpoint
CREATE TABLE "buyer" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"slug" text NOT NULL,
	"name" jsonb NOT NULL,
	"contact" jsonb NOT NULL,
	"site_url" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "buyer_code_unique" UNIQUE("code"),
	CONSTRAINT "buyer_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "service" (
	"id" text PRIMARY KEY NOT NULL,
	"buyer_id" text NOT NULL,
	"mode" text NOT NULL,
	"code" text NOT NULL,
	"slug" text NOT NULL,
	"name" jsonb NOT NULL,
	"words" jsonb NOT NULL,
	"reference" jsonb NOT NULL,
	"amount" jsonb NOT NULL,
	"fund" jsonb NOT NULL,
	"return_url" jsonb NOT NULL,
	"enabled" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "service_slug" UNIQUE("buyer_id","mode","slug"),
	CONSTRAINT "service_owner" UNIQUE("id","buyer_id","mode"),
	CONSTRAINT "service_mode_known" CHECK ("service"."mode" in ('test', 'live'))
);
--> statement-breakpoint
CREATE TABLE "service_account" (
	"service_id" text NOT NULL,
	"reference" text NOT NULL,
	"status" text NOT NULL,
	"balance" bigint,
	"instalment" bigint,
	"penalty" jsonb,
	CONSTRAINT "service_account_service_id_reference_pk" PRIMARY KEY("service_id","reference"),
	CONSTRAINT "service_account_status_known" CHECK ("service_account"."status" in ('open', 'paid', 'stopped')),
	CONSTRAINT "service_account_amounts" CHECK ("service_account"."balance" >= 0 and "service_account"."instalment" >= 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_entry" (
	"transaction_id" text NOT NULL,
	"line" integer NOT NULL,
	"account" text NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "ledger_entry_pk" PRIMARY KEY("transaction_id","line"),
	CONSTRAINT "ledger_entry_account_known" CHECK ("ledger_entry"."account" in ('acquirer_receivable', 'buyer_payable', 'refunds_in_flight', 'acquirer_fees', 'buyer_bank', 'disputes_held', 'suspense')),
	CONSTRAINT "ledger_entry_not_zero" CHECK ("ledger_entry"."amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transaction" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"source_id" text NOT NULL,
	"payment_id" text NOT NULL,
	"buyer_id" text NOT NULL,
	"service_id" text NOT NULL,
	"mode" text NOT NULL,
	"currency" text NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_transaction_posted_once" UNIQUE("kind","source_id"),
	CONSTRAINT "ledger_transaction_currency_known" CHECK ("ledger_transaction"."currency" = 'GBP'),
	CONSTRAINT "ledger_transaction_kind_known" CHECK ("ledger_transaction"."kind" in ('captured'))
);
--> statement-breakpoint
CREATE TABLE "acquirer_notification" (
	"acquirer" text NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"external_id" text,
	"state" text NOT NULL,
	"tries" integer NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"lease_token" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "acquirer_notification_pk" PRIMARY KEY("acquirer","event_id"),
	CONSTRAINT "acquirer_notification_state_known" CHECK ("acquirer_notification"."state" in ('received', 'processed', 'set_aside'))
);
--> statement-breakpoint
CREATE TABLE "acquirer_object" (
	"acquirer" text NOT NULL,
	"external_id" text NOT NULL,
	"payment_id" text NOT NULL,
	"state" text NOT NULL,
	"action" text,
	"entry_secret" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sequence" integer NOT NULL,
	CONSTRAINT "acquirer_object_pk" PRIMARY KEY("acquirer","external_id"),
	CONSTRAINT "acquirer_object_sequence" UNIQUE("payment_id","sequence"),
	CONSTRAINT "acquirer_object_state_known" CHECK ("acquirer_object"."state" in ('open', 'closed')),
	CONSTRAINT "acquirer_object_secret_ends" CHECK ("acquirer_object"."state" = 'open' or "acquirer_object"."entry_secret" is null)
);
--> statement-breakpoint
CREATE TABLE "operation" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"acquirer_payment_id" text,
	"request" jsonb NOT NULL,
	"evidence" jsonb,
	"refusal" text,
	"syncs" integer NOT NULL,
	"next_sync_at" timestamp (3) with time zone,
	"lease_token" text,
	"lease_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "operation_idempotency_key_unique" UNIQUE("idempotency_key"),
	CONSTRAINT "operation_kind_known" CHECK ("operation"."kind" in ('prepare', 'authorise', 'capture', 'void')),
	CONSTRAINT "operation_state_known" CHECK ("operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee', 'succeeded', 'refused', 'abandoned', 'superseded')),
	CONSTRAINT "operation_prepared_is_unsent" CHECK ("operation"."state" <> 'prepared' or "operation"."sent_at" is null),
	CONSTRAINT "operation_sent_has_time" CHECK ("operation"."state" not in ('sent', 'unknown', 'awaiting_payee') or "operation"."sent_at" is not null),
	CONSTRAINT "operation_open_is_synced" CHECK (not ("operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee')) or "operation"."next_sync_at" is not null),
	CONSTRAINT "operation_refusal_known" CHECK ("operation"."refusal" in ('declined', 'insufficient_funds', 'expired_card', 'not_permitted', 'incorrect_details', 'authentication_required', 'authentication_failed', 'suspected_fraud', 'temporarily_unavailable', 'do_not_retry', 'not_possible', 'configuration', 'unsupported')),
	CONSTRAINT "operation_no_card_number" CHECK (not contains_pan("operation"."request"::text) and not contains_pan("operation"."evidence"::text))
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"id" text PRIMARY KEY NOT NULL,
	"buyer_id" text NOT NULL,
	"service_id" text NOT NULL,
	"mode" text NOT NULL,
	"acquirer" text NOT NULL,
	"prev_state" text DEFAULT 'created' NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"notices" integer NOT NULL,
	"amount" bigint NOT NULL,
	"authorised" bigint NOT NULL,
	"captured" bigint NOT NULL,
	"refund_reserved" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text NOT NULL,
	"description" text NOT NULL,
	"language" text NOT NULL,
	"origin" text NOT NULL,
	"return_url" text NOT NULL,
	"email" text,
	"metadata" jsonb,
	"prefilled_cardholder" jsonb,
	"delayed_capture" boolean NOT NULL,
	"moto" boolean NOT NULL,
	"attempts" integer NOT NULL,
	"last_refusal" text,
	"challenged" boolean NOT NULL,
	"card" jsonb,
	"basket_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"captured_at" timestamp (3) with time zone,
	CONSTRAINT "payment_id_shape" CHECK ("payment"."id" ~ '^[0-9a-v]{26}$'),
	CONSTRAINT "payment_state_known" CHECK ("payment"."state" in ('created', 'started', 'authorising', 'challenge_required', 'checking', 'authorised', 'capturable', 'capturing', 'needs_operator', 'captured', 'declined', 'expired', 'cancelled_by_payee', 'cancelled_by_service', 'failed')),
	CONSTRAINT "payment_amount_range" CHECK ("payment"."amount" between 1 and 10000000),
	CONSTRAINT "payment_amounts_ordered" CHECK (0 <= "payment"."refunded" and "payment"."refunded" <= "payment"."refund_reserved" and "payment"."refund_reserved" <= "payment"."captured" and "payment"."captured" <= "payment"."authorised" and "payment"."authorised" <= "payment"."amount"),
	CONSTRAINT "payment_closed_keeps_no_money" CHECK (not ("payment"."state" in ('declined', 'expired', 'cancelled_by_payee', 'cancelled_by_service', 'failed')) or "payment"."captured" = "payment"."refund_reserved"),
	CONSTRAINT "payment_captured_has_money" CHECK ("payment"."state" <> 'captured' or ("payment"."captured" > 0 and "payment"."captured_at" is not null)),
	CONSTRAINT "payment_sandbox_is_test" CHECK ("payment"."acquirer" <> 'sandbox' or "payment"."mode" = 'test'),
	CONSTRAINT "payment_currency_known" CHECK ("payment"."currency" = 'GBP'),
	CONSTRAINT "payment_language_known" CHECK ("payment"."language" in ('en', 'cy')),
	CONSTRAINT "payment_origin_known" CHECK ("payment"."origin" in ('api', 'page')),
	CONSTRAINT "payment_attempts_range" CHECK ("payment"."attempts" between 0 and 5),
	CONSTRAINT "payment_refusal_known" CHECK ("payment"."last_refusal" in ('declined', 'insufficient_funds', 'expired_card', 'not_permitted', 'incorrect_details', 'authentication_required', 'authentication_failed', 'suspected_fraud', 'temporarily_unavailable', 'do_not_retry', 'not_possible', 'configuration', 'unsupported')),
	CONSTRAINT "payment_text_lengths" CHECK (length("payment"."reference") between 1 and 255 and length("payment"."description") between 1 and 255 and length("payment"."email") <= 254 and length("payment"."return_url") <= 2000),
	CONSTRAINT "payment_no_card_number" CHECK (not contains_pan("payment"."description") and not contains_pan("payment"."email") and not contains_pan("payment"."metadata"::text) and not contains_pan("payment"."prefilled_cardholder"::text))
);
--> statement-breakpoint
CREATE TABLE "payment_event" (
	"payment_id" text NOT NULL,
	"version" integer NOT NULL,
	"buyer_id" text NOT NULL,
	"service_id" text NOT NULL,
	"mode" text NOT NULL,
	"event" text NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"door" text NOT NULL,
	"operator_case" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payment_event_pk" PRIMARY KEY("payment_id","version"),
	CONSTRAINT "payment_event_known" CHECK ("payment_event"."event" in ('born', 'extended', 'opened', 'submitted', 'challenge', 'returned', 'authorised', 'captured', 'declined', 'failed', 'unknown', 'capture', 'payee_cancel', 'service_cancel', 'expire', 'stuck', 'resolve')),
	CONSTRAINT "payment_event_door_known" CHECK ("payment_event"."door" in ('buyer', 'payee', 'acquirer', 'job', 'operator'))
);
--> statement-breakpoint
CREATE TABLE "payment_transition" (
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	CONSTRAINT "payment_transition_pk" PRIMARY KEY("from_state","to_state")
);
--> statement-breakpoint
CREATE TABLE "outbox_event" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"buyer_id" text NOT NULL,
	"service_id" text NOT NULL,
	"mode" text NOT NULL,
	"subject_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "outbox_event_sequence" UNIQUE("subject_id","sequence"),
	CONSTRAINT "outbox_event_id_shape" CHECK ("outbox_event"."id" ~ '^evt_[0-9a-v]{26}$'),
	CONSTRAINT "outbox_event_type_known" CHECK ("outbox_event"."type" in ('payment.started', 'payment.capturable', 'payment.captured', 'payment.failed', 'payment.cancelled', 'payment.expired', 'payment.late_success_reversed', 'payment.needs_operator')),
	CONSTRAINT "outbox_event_body_size" CHECK (octet_length("outbox_event"."body") <= 16384)
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"id" text PRIMARY KEY NOT NULL,
	"event_id" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"wire_type" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_at" timestamp (3) with time zone,
	"lease_token" text,
	"lease_until" timestamp (3) with time zone,
	CONSTRAINT "webhook_delivery_once" UNIQUE("event_id","endpoint_id","wire_type"),
	CONSTRAINT "webhook_delivery_state_known" CHECK ("webhook_delivery"."state" in ('pending', 'sending', 'delivered', 'exhausted', 'parked', 'cancelled')),
	CONSTRAINT "webhook_delivery_attempts" CHECK ("webhook_delivery"."attempts" between 0 and 10),
	CONSTRAINT "webhook_delivery_pending_has_time" CHECK (("webhook_delivery"."state" = 'pending') = ("webhook_delivery"."next_at" is not null)),
	CONSTRAINT "webhook_delivery_sending_has_lease" CHECK (("webhook_delivery"."state" = 'sending') = ("webhook_delivery"."lease_token" is not null)),
	CONSTRAINT "webhook_delivery_lease_ends" CHECK (("webhook_delivery"."lease_token" is null) = ("webhook_delivery"."lease_until" is null))
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery_attempt" (
	"delivery_id" text NOT NULL,
	"n" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"status" integer,
	"failure" text,
	"address" text,
	CONSTRAINT "webhook_delivery_attempt_pk" PRIMARY KEY("delivery_id","n"),
	CONSTRAINT "webhook_delivery_attempt_n" CHECK ("webhook_delivery_attempt"."n" between 1 and 10),
	CONSTRAINT "webhook_delivery_attempt_one_result" CHECK (("webhook_delivery_attempt"."status" is null) <> ("webhook_delivery_attempt"."failure" is null)),
	CONSTRAINT "webhook_delivery_attempt_status" CHECK ("webhook_delivery_attempt"."status" between 100 and 999),
	CONSTRAINT "webhook_delivery_attempt_failure_known" CHECK ("webhook_delivery_attempt"."failure" in ('timeout', 'connect', 'dns', 'blocked_address', 'tls', 'reset', 'too_large', 'redirect')),
	CONSTRAINT "webhook_delivery_attempt_duration" CHECK ("webhook_delivery_attempt"."duration_ms" >= 0)
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoint" (
	"id" text PRIMARY KEY NOT NULL,
	"buyer_id" text NOT NULL,
	"mode" text NOT NULL,
	"url" text NOT NULL,
	"secrets" text[] NOT NULL,
	"event_types" text[],
	"enabled" boolean NOT NULL,
	"disabled_reason" text,
	"consecutive_failures" integer NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_endpoint_mode_known" CHECK ("webhook_endpoint"."mode" in ('test', 'live')),
	CONSTRAINT "webhook_endpoint_url" CHECK (length("webhook_endpoint"."url") <= 2048 and "webhook_endpoint"."url" ~ '^https?://'),
	CONSTRAINT "webhook_endpoint_live_is_tls" CHECK ("webhook_endpoint"."mode" = 'test' or "webhook_endpoint"."url" ~ '^https://'),
	CONSTRAINT "webhook_endpoint_secrets" CHECK (cardinality("webhook_endpoint"."secrets") between 1 and 2),
	CONSTRAINT "webhook_endpoint_event_types_known" CHECK ("webhook_endpoint"."event_types" <@ array['payment.started', 'payment.capturable', 'payment.captured', 'payment.failed', 'payment.cancelled', 'payment.expired', 'payment.late_success_reversed', 'payment.needs_operator']::text[] and cardinality("webhook_endpoint"."event_types") > 0),
	CONSTRAINT "webhook_endpoint_disabled_has_reason" CHECK ("webhook_endpoint"."enabled" = ("webhook_endpoint"."disabled_reason" is null)),
	CONSTRAINT "webhook_endpoint_disabled_reason_known" CHECK ("webhook_endpoint"."disabled_reason" in ('gone', 'failing')),
	CONSTRAINT "webhook_endpoint_failures" CHECK ("webhook_endpoint"."consecutive_failures" >= 0 and ("webhook_endpoint"."consecutive_failures" = 0) = ("webhook_endpoint"."failing_since" is null))
);
--> statement-breakpoint
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_service" FOREIGN KEY ("service_id","buyer_id","mode") REFERENCES "public"."service"("id","buyer_id","mode") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "basket" ADD CONSTRAINT "basket_service_id_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."service"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service" ADD CONSTRAINT "service_buyer_id_buyer_id_fk" FOREIGN KEY ("buyer_id") REFERENCES "public"."buyer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_account" ADD CONSTRAINT "service_account_service_id_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."service"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_ledger_transaction_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "acquirer_object" ADD CONSTRAINT "acquirer_object_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_basket_id_basket_id_fk" FOREIGN KEY ("basket_id") REFERENCES "public"."basket"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_service" FOREIGN KEY ("service_id","buyer_id","mode") REFERENCES "public"."service"("id","buyer_id","mode") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_legal_move" FOREIGN KEY ("prev_state","state") REFERENCES "public"."payment_transition"("from_state","to_state") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_event" ADD CONSTRAINT "payment_event_payment_id_payment_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_event" ADD CONSTRAINT "payment_event_legal_move" FOREIGN KEY ("from_state","to_state") REFERENCES "public"."payment_transition"("from_state","to_state") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox_event" ADD CONSTRAINT "outbox_event_service" FOREIGN KEY ("service_id","buyer_id","mode") REFERENCES "public"."service"("id","buyer_id","mode") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_event_id_outbox_event_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."outbox_event"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_webhook_endpoint_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoint"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_delivery_attempt" ADD CONSTRAINT "webhook_delivery_attempt_delivery_id_webhook_delivery_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_delivery"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_buyer_id_buyer_id_fk" FOREIGN KEY ("buyer_id") REFERENCES "public"."buyer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "basket_expiry" ON "basket" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "ledger_transaction_by_payment" ON "ledger_transaction" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "acquirer_notification_due" ON "acquirer_notification" USING btree ("next_at","event_id") WHERE "acquirer_notification"."state" = 'received';--> statement-breakpoint
CREATE UNIQUE INDEX "acquirer_object_one_open" ON "acquirer_object" USING btree ("payment_id") WHERE "acquirer_object"."state" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "operation_one_open_per_payment" ON "operation" USING btree ("payment_id") WHERE "operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee');--> statement-breakpoint
CREATE UNIQUE INDEX "operation_one_success_per_payment" ON "operation" USING btree ("payment_id","kind") WHERE "operation"."state" = 'succeeded' and "operation"."kind" in ('authorise', 'capture');--> statement-breakpoint
CREATE UNIQUE INDEX "operation_one_void_per_object" ON "operation" USING btree ("acquirer_payment_id") WHERE "operation"."state" = 'succeeded' and "operation"."kind" = 'void';--> statement-breakpoint
CREATE INDEX "operation_due_to_sync" ON "operation" USING btree ("next_sync_at","id") WHERE "operation"."state" in ('prepared', 'sent', 'unknown', 'awaiting_payee');--> statement-breakpoint
CREATE INDEX "operation_by_payment" ON "operation" USING btree ("payment_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_one_unfinished_per_basket" ON "payment" USING btree ("basket_id") WHERE "payment"."basket_id" is not null and not ("payment"."state" in ('declined', 'expired', 'cancelled_by_payee', 'cancelled_by_service', 'failed'));--> statement-breakpoint
CREATE INDEX "payment_due_to_expire" ON "payment" USING btree ("expires_at","id") WHERE not ("payment"."state" in ('captured', 'declined', 'expired', 'cancelled_by_payee', 'cancelled_by_service', 'failed'));--> statement-breakpoint
CREATE INDEX "payment_by_service" ON "payment" USING btree ("service_id","mode","created_at","id");--> statement-breakpoint
CREATE INDEX "payment_by_reference" ON "payment" USING btree ("service_id","mode","reference","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("endpoint_id","next_at","id") WHERE "webhook_delivery"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_delivery_sending" ON "webhook_delivery" USING btree ("endpoint_id") WHERE "webhook_delivery"."state" = 'sending';--> statement-breakpoint
CREATE INDEX "webhook_endpoint_of_buyer" ON "webhook_endpoint" USING btree ("buyer_id","mode");