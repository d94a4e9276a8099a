-- What the sandbox keeps. No column holds a card number or a security code, and none is wide enough by purpose.

CREATE TABLE payment (
  id text PRIMARY KEY,
  reference text NOT NULL,
  amount integer NOT NULL CHECK (amount > 0),
  currency text NOT NULL CHECK (currency = 'GBP'),
  capture_mode text NOT NULL CHECK (capture_mode IN ('automatic', 'manual')),
  description text NOT NULL,
  language text NOT NULL CHECK (language IN ('en', 'cy')),
  return_url text NOT NULL,
  challenge_return_url text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  entry_id text NOT NULL UNIQUE,
  entry_secret_digest text NOT NULL,
  entry_used_at timestamptz,
  status text NOT NULL CHECK (status IN ('open', 'challenge', 'authorised', 'captured', 'closed')),
  authorised integer NOT NULL DEFAULT 0,
  captured integer NOT NULL DEFAULT 0,
  authorised_until timestamptz,
  last_refusal text,
  scenario text,
  card_brand text,
  card_first_six text CHECK (card_first_six ~ '^[0-9]{6}$'),
  card_last_four text CHECK (card_last_four ~ '^[0-9]{4}$'),
  card_expiry text CHECK (card_expiry ~ '^[0-9]{2}/[0-9]{2}$'),
  -- The idempotency key of the authorisation, for the effect that a challenge brings later.
  charge_key text,
  notify_fault text,
  CHECK (0 <= captured AND captured <= authorised AND authorised <= amount),
  CHECK ((status = 'captured') = (captured > 0)),
  CHECK ((status = 'authorised') <= (authorised > 0))
);
CREATE INDEX payment_by_reference ON payment (reference, created_at, id);
CREATE INDEX payment_to_lapse ON payment (expires_at) WHERE status IN ('open', 'challenge');
CREATE INDEX payment_to_release ON payment (authorised_until) WHERE status = 'authorised';

CREATE TABLE card_token (
  digest text PRIMARY KEY,
  payment_id text NOT NULL REFERENCES payment,
  scenario text NOT NULL,
  card_brand text NOT NULL,
  card_first_six text NOT NULL CHECK (card_first_six ~ '^[0-9]{6}$'),
  card_last_four text NOT NULL CHECK (card_last_four ~ '^[0-9]{4}$'),
  card_expiry text NOT NULL CHECK (card_expiry ~ '^[0-9]{2}/[0-9]{2}$'),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE challenge (
  id text PRIMARY KEY,
  payment_id text NOT NULL UNIQUE REFERENCES payment,
  answered_at timestamptz
);

CREATE TABLE refund (
  id text PRIMARY KEY,
  payment_id text NOT NULL REFERENCES payment,
  refund_id text NOT NULL,
  amount integer NOT NULL CHECK (amount > 0),
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  next_status text CHECK (next_status IN ('succeeded', 'failed')),
  next_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (payment_id, refund_id),
  CHECK ((next_status IS NULL) = (next_at IS NULL))
);
CREATE INDEX refund_to_settle ON refund (next_at) WHERE next_at IS NOT NULL;

-- Money that moved, one row each: what proves "one charge" from outside.
CREATE TABLE effect (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('charge', 'capture', 'release', 'refund')),
  payment_id text NOT NULL REFERENCES payment,
  idempotency_key text,
  amount integer NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX effect_by_payment ON effect (payment_id);

CREATE TABLE idempotency_key (
  key text PRIMARY KEY,
  fingerprint text NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);

CREATE TABLE notification (
  id text PRIMARY KEY,
  payment_id text NOT NULL REFERENCES payment,
  type text NOT NULL,
  body text NOT NULL,
  fault text,
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  -- NULL: delivered, given up, or never to be sent.
  next_attempt_at timestamptz,
  delivered_at timestamptz
);
CREATE INDEX notification_due ON notification (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX notification_by_payment ON notification (payment_id);

CREATE TABLE fault (
  id text PRIMARY KEY,
  operation text NOT NULL,
  fault text NOT NULL,
  -- Both NULL: the next call of that operation, whoever makes it.
  payment_id text REFERENCES payment,
  reference text,
  remaining integer NOT NULL CHECK (remaining >= 0),
  created_at timestamptz NOT NULL
);
CREATE INDEX fault_waiting ON fault (operation, created_at) WHERE remaining > 0;
