CREATE TABLE "acquirer_account" (
	"id" text PRIMARY KEY NOT NULL,
	"acquirer" text NOT NULL,
	"mode" text NOT NULL,
	"buyer_id" text,
	"credentials" jsonb,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"tested_at" timestamp (3) with time zone,
	CONSTRAINT "acquirer_account_mode" UNIQUE("id","mode"),
	CONSTRAINT "acquirer_account_one" UNIQUE("buyer_id","mode","acquirer"),
	CONSTRAINT "acquirer_account_acquirer_known" CHECK ("acquirer_account"."acquirer" in ('sandbox', 'stripe')),
	CONSTRAINT "acquirer_account_mode_known" CHECK ("acquirer_account"."mode" in ('test', 'live')),
	CONSTRAINT "acquirer_account_sandbox" CHECK (("acquirer_account"."acquirer" = 'sandbox') = ("acquirer_account"."id" = 'sandbox') and ("acquirer_account"."acquirer" <> 'sandbox' or "acquirer_account"."mode" = 'test')),
	CONSTRAINT "acquirer_account_id_shape" CHECK ("acquirer_account"."id" = 'sandbox' or "acquirer_account"."id" ~ ('^' || "acquirer_account"."acquirer" || '_[0-9a-v]{1,40}$')),
	CONSTRAINT "acquirer_account_owned" CHECK (("acquirer_account"."acquirer" = 'sandbox') = ("acquirer_account"."buyer_id" is null)),
	CONSTRAINT "acquirer_account_has_credentials" CHECK (("acquirer_account"."acquirer" = 'sandbox') = ("acquirer_account"."credentials" is null))
);
--> statement-breakpoint
INSERT INTO acquirer_account (id, acquirer, mode, version, created_at) VALUES ('sandbox', 'sandbox', 'test', 1, '2026-11-22T00:00:00Z');
--> statement-breakpoint
ALTER TABLE "service" ADD COLUMN "acquirer" text;
--> statement-breakpoint
UPDATE service SET acquirer = 'sandbox' WHERE mode = 'test';
--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD CONSTRAINT "acquirer_account_buyer_id_buyer_id_fk" FOREIGN KEY ("buyer_id") REFERENCES "public"."buyer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service" ADD CONSTRAINT "service_acquirer" FOREIGN KEY ("acquirer","mode") REFERENCES "public"."acquirer_account"("id","mode") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_acquirer" FOREIGN KEY ("acquirer","mode") REFERENCES "public"."acquirer_account"("id","mode") ON DELETE no action ON UPDATE no action;;
--> statement-breakpoint
-- A service may use the sandbox, or an account of its own buyer: never another's.
CREATE FUNCTION service_acquirer_is_its_buyers() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.acquirer IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM acquirer_account
    WHERE id = NEW.acquirer AND (buyer_id IS NULL OR buyer_id = NEW.buyer_id)
  ) THEN
    RAISE EXCEPTION 'acquirer account % is not of buyer %', NEW.acquirer, NEW.buyer_id USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER service_acquirer_is_its_buyers BEFORE INSERT OR UPDATE OF acquirer, buyer_id ON service
  FOR EACH ROW EXECUTE FUNCTION service_acquirer_is_its_buyers();
--> statement-breakpoint
CREATE TRIGGER acquirer_account_kept BEFORE DELETE OR TRUNCATE ON acquirer_account
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
GRANT SELECT, INSERT ON acquirer_account TO civic_pay_app;
--> statement-breakpoint
-- What an account is, and whose, never changes.
GRANT UPDATE (credentials, version, tested_at) ON acquirer_account TO civic_pay_app;
