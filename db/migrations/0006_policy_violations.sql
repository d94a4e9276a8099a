CREATE TABLE "policy_violation" (
	"day" date NOT NULL,
	"directive" text NOT NULL,
	"blocked" text NOT NULL,
	"page" text NOT NULL,
	"count" integer NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_violation_pk" PRIMARY KEY("day","directive","blocked","page"),
	CONSTRAINT "policy_violation_count" CHECK ("policy_violation"."count" > 0),
	CONSTRAINT "policy_violation_lengths" CHECK (length("policy_violation"."directive") between 1 and 50 and length("policy_violation"."blocked") between 1 and 200 and length("policy_violation"."page") between 1 and 100),
	CONSTRAINT "policy_violation_no_card_number" CHECK (not contains_pan("policy_violation"."blocked"))
);

--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON policy_violation TO civic_pay_app;
