ALTER TABLE "acquirer_account" DROP CONSTRAINT "acquirer_account_one";--> statement-breakpoint
ALTER TABLE "acquirer_cursor" ALTER COLUMN "cursor" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD COLUMN "endpoint" text;--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD COLUMN "external_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "acquirer_account_one_unnamed" ON "acquirer_account" USING btree ("buyer_id","mode","acquirer") WHERE "acquirer_account"."external_id" is null;--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD CONSTRAINT "acquirer_account_once" UNIQUE("acquirer","endpoint","mode","external_id");--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD CONSTRAINT "acquirer_account_endpoint_known" CHECK ("acquirer_account"."endpoint" in ('own', 'sandbox'));--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD CONSTRAINT "acquirer_account_named" CHECK (("acquirer_account"."endpoint" is null) = ("acquirer_account"."external_id" is null) and ("acquirer_account"."acquirer" <> 'sandbox' or "acquirer_account"."endpoint" is null));--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD CONSTRAINT "acquirer_account_live_is_real" CHECK ("acquirer_account"."mode" <> 'live' or "acquirer_account"."endpoint" is distinct from 'sandbox');--> statement-breakpoint
ALTER TABLE "acquirer_account" ADD CONSTRAINT "acquirer_account_external_id_shape" CHECK (length("acquirer_account"."external_id") between 1 and 100);
--> statement-breakpoint
-- Whose an account is at its acquirer is learnt once: payments are found there for ever after.
CREATE FUNCTION acquirer_account_stays_whose_it_is() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.external_id IS NOT NULL AND (NEW.endpoint, NEW.external_id) IS DISTINCT FROM (OLD.endpoint, OLD.external_id) THEN
    RAISE EXCEPTION 'acquirer account % is not of %', OLD.id, NEW.external_id USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER acquirer_account_stays_whose_it_is BEFORE UPDATE OF endpoint, external_id ON acquirer_account
  FOR EACH ROW EXECUTE FUNCTION acquirer_account_stays_whose_it_is();
--> statement-breakpoint
GRANT UPDATE (endpoint, external_id) ON acquirer_account TO civic_pay_app;
