-- Cards that payees have left to be charged later, with nobody present.

-- What is kept of a card, as everywhere here; once forgotten, not even that.
CREATE TABLE saved_card (
  id text PRIMARY KEY,
  -- The payment at which the payee entered it.
  payment_id text NOT NULL UNIQUE REFERENCES payment,
  -- The caller's agreement, for which alone it may be charged. NULL: in Stripe's words there are none.
  agreement text,
  scenario text,
  card_brand text,
  card_first_six text CHECK (card_first_six ~ '^[0-9]{6}$'),
  card_last_four text CHECK (card_last_four ~ '^[0-9]{4}$'),
  card_expiry text CHECK (card_expiry ~ '^[0-9]{2}/[0-9]{2}$'),
  -- What the bank has been told to say to every charge. NULL: what the card's own behaviour is.
  refusal text CHECK (refusal ~ '^[a-z_]{1,50}$'),
  kept_at timestamptz NOT NULL,
  forgotten_at timestamptz,
  CHECK (num_nulls(scenario, card_brand, card_first_six, card_last_four, card_expiry)
    = CASE WHEN forgotten_at IS NULL THEN 0 ELSE 5 END)
);

-- A payment of an agreement leaves its card behind, or charges one that was left.
ALTER TABLE payment ADD COLUMN agreement_step text CHECK (agreement_step IN ('set_up', 'charge'));
ALTER TABLE payment ADD COLUMN agreement text;
ALTER TABLE payment ADD COLUMN charged_card text REFERENCES saved_card;
ALTER TABLE payment ADD CHECK ((charged_card IS NOT NULL) = (agreement_step IS NOT DISTINCT FROM 'charge'));
ALTER TABLE payment ADD CHECK (agreement IS NULL OR agreement_step IS NOT NULL);

-- Whom a session makes a customer of; the card is attached to it, and forgotten with it.
CREATE TABLE stripe_customer (
  id text PRIMARY KEY,
  payment_id text NOT NULL UNIQUE REFERENCES payment,
  email text,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz,
  CHECK (deleted_at IS NULL OR email IS NULL)
);

ALTER TABLE stripe_payment ADD COLUMN makes_customer boolean NOT NULL DEFAULT false;
ALTER TABLE stripe_payment ADD COLUMN customer text REFERENCES stripe_customer;
CREATE INDEX stripe_payment_by_customer ON stripe_payment (customer, intent_created_at) WHERE customer IS NOT NULL;
