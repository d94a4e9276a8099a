-- Payments that are asked for in Stripe's words. Their money, cards, refunds, disputes and books are those of every
-- payment; these tables hold what only that face shows.

ALTER TABLE payment ADD COLUMN face text NOT NULL DEFAULT 'native' CHECK (face IN ('native', 'stripe'));

-- One payment: one intent and, where it began with a hosted page, one session.
CREATE TABLE stripe_payment (
  payment_id text PRIMARY KEY REFERENCES payment,
  -- The origin under which its pages are.
  origin text NOT NULL,
  intent_id text NOT NULL UNIQUE,
  -- NULL: the intent of a session that nobody has tried to pay yet, and is not shown.
  intent_created_at timestamptz,
  capture_method text NOT NULL CHECK (capture_method IN ('automatic', 'automatic_async', 'manual')),
  intent_metadata jsonb NOT NULL,
  intent_description text,
  receipt_email text,
  statement_descriptor text,
  statement_descriptor_suffix text,
  payment_method text,
  cancelled_at timestamptz,
  cancellation_reason text,
  session_id text UNIQUE,
  session_metadata jsonb NOT NULL DEFAULT '{}',
  success_url text,
  cancel_url text,
  client_reference_id text,
  customer_email text,
  locale text,
  submit_type text,
  item_name text,
  item_description text,
  quantity integer,
  completed_at timestamptz,
  CHECK (session_id IS NOT NULL OR (intent_created_at IS NOT NULL AND completed_at IS NULL)),
  CHECK ((session_id IS NULL) = (success_url IS NULL)),
  CHECK ((session_id IS NULL) = (item_name IS NULL)),
  CHECK ((session_id IS NULL) = (quantity IS NULL))
);
CREATE INDEX stripe_payment_by_intent_time ON stripe_payment (intent_created_at, intent_id);

-- One attempt that reached the bank, paid or refused; one at most is paid.
CREATE TABLE stripe_charge (
  id text PRIMARY KEY,
  payment_id text NOT NULL REFERENCES payment,
  status text NOT NULL CHECK (status IN ('succeeded', 'failed')),
  refusal text,
  payment_method text NOT NULL,
  card_brand text NOT NULL,
  card_last_four text NOT NULL CHECK (card_last_four ~ '^[0-9]{4}$'),
  card_expiry text NOT NULL CHECK (card_expiry ~ '^[0-9]{2}/[0-9]{2}$'),
  created_at timestamptz NOT NULL,
  CHECK ((status = 'failed') = (refusal IS NOT NULL))
);
CREATE INDEX stripe_charge_by_payment ON stripe_charge (payment_id, created_at);
CREATE UNIQUE INDEX stripe_charge_paid ON stripe_charge (payment_id) WHERE status = 'succeeded';

-- A refused card leaves such a payment open, so it may meet several challenges, one at a time.
ALTER TABLE challenge DROP CONSTRAINT challenge_payment_id_key;
CREATE UNIQUE INDEX challenge_waiting ON challenge (payment_id) WHERE answered_at IS NULL;

ALTER TABLE refund ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
ALTER TABLE refund ADD COLUMN reason text;
CREATE INDEX refund_by_payment ON refund (payment_id, created_at);
ALTER TABLE dispute ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
ALTER TABLE dispute ADD COLUMN evidence jsonb NOT NULL DEFAULT '{}';
ALTER TABLE dispute ADD COLUMN submissions integer NOT NULL DEFAULT 0;

-- The body of a native notification is a pointer, that of the other face a whole event, which stays to be read.
ALTER TABLE notification ADD COLUMN face text NOT NULL DEFAULT 'native' CHECK (face IN ('native', 'stripe'));
ALTER TABLE notification ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
-- A payout is of no one payment.
ALTER TABLE notification ALTER COLUMN payment_id DROP NOT NULL;
ALTER TABLE notification ADD CHECK (payment_id IS NOT NULL OR face = 'stripe');
CREATE UNIQUE INDEX notification_by_seq ON notification (seq);

-- Days on which this face did something, and whether the arrival of their payout has been told. One on which no money
-- moved has none.
CREATE TABLE stripe_payout_day (
  payout_id text PRIMARY KEY,
  paid_on date NOT NULL,
  told_at timestamptz
);
CREATE INDEX stripe_payout_day_to_tell ON stripe_payout_day (paid_on) WHERE told_at IS NULL;

-- How the two views below are asked.
CREATE INDEX settlement_line_by_payment ON settlement_line (payment_id);
CREATE INDEX settlement_line_by_payout_id ON settlement_line (payout_id);
CREATE INDEX settlement_line_by_txn ON settlement_line (('txn_' || substr(id, 5)));
CREATE INDEX settlement_line_by_payout_txn ON settlement_line (('txn_payout' || substr(payout_id, 4)));

-- What moved on a UTC day goes out together once the day is over.
CREATE VIEW stripe_payout AS
  SELECT l.payout_id AS id, sum(l.net)::integer AS amount, l.paid_on,
    ((min(l.occurred_at) AT TIME ZONE 'UTC')::date + 1)::timestamp AT TIME ZONE 'UTC' AS created_at
  FROM settlement_line l JOIN payment p ON p.id = l.payment_id
  WHERE p.face = 'stripe'
  GROUP BY l.payout_id, l.paid_on;

CREATE VIEW stripe_balance_transaction AS
  SELECT 'txn_' || substr(l.id, 5) AS id, l.kind, l.gross AS amount, l.fee, l.net, l.occurred_at AS created_at,
    l.payout_id, l.paid_on, l.payment_id, l.refund_id, l.dispute_id, p.description,
    CASE
      WHEN l.kind = 'payment' THEN c.id
      WHEN l.kind IN ('refund', 'refund_failed') THEN l.refund_id
      ELSE l.dispute_id
    END AS source
  FROM settlement_line l JOIN payment p ON p.id = l.payment_id
    LEFT JOIN stripe_charge c ON c.payment_id = p.id AND c.status = 'succeeded'
  WHERE p.face = 'stripe'
  UNION ALL
  SELECT 'txn_payout' || substr(id, 4), 'payout', -amount, 0, -amount, created_at,
    id, paid_on, NULL, NULL, NULL, 'STRIPE PAYOUT', id
  FROM stripe_payout;
