-- Disputes, the acquirer's own books, and the order in which payments changed.

ALTER TABLE payment DROP CONSTRAINT payment_status_check;
ALTER TABLE payment ADD CONSTRAINT payment_status_check
  CHECK (status IN ('open', 'challenge', 'pending', 'authorised', 'captured', 'closed'));
-- When a pending payment is refused after all.
ALTER TABLE payment ADD COLUMN refuse_at timestamptz;
-- When the cardholder complains to their bank. NULL: never, or done.
ALTER TABLE payment ADD COLUMN dispute_at timestamptz;
ALTER TABLE payment ADD CHECK ((status = 'pending') = (refuse_at IS NOT NULL));
ALTER TABLE payment ADD CHECK (dispute_at IS NULL OR status = 'captured');
CREATE INDEX payment_to_refuse ON payment (refuse_at) WHERE refuse_at IS NOT NULL;
CREATE INDEX payment_to_dispute ON payment (dispute_at) WHERE dispute_at IS NOT NULL;

CREATE TABLE dispute (
  id text PRIMARY KEY,
  payment_id text NOT NULL REFERENCES payment,
  -- What the bank has taken back; 0 while it only asks or warns.
  amount integer NOT NULL CHECK (amount >= 0),
  reason text NOT NULL CHECK (reason ~ '^[a-z_]{1,50}$'),
  status text NOT NULL CHECK (status IN ('needs_response', 'under_review', 'won', 'lost')),
  evidence_due_at timestamptz,
  opened_at timestamptz NOT NULL
);
CREATE INDEX dispute_by_payment ON dispute (payment_id);
CREATE INDEX dispute_to_lose ON dispute (evidence_due_at) WHERE status = 'needs_response';

-- The acquirer's books: one line for each movement of money, with the payout that it is part of.
CREATE TABLE settlement_line (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('payment', 'refund', 'refund_failed', 'dispute', 'dispute_won')),
  payment_id text NOT NULL REFERENCES payment,
  -- The caller's id; NULL for the other kinds and for a refund that nobody asked for through the API.
  refund_id text,
  dispute_id text REFERENCES dispute,
  gross integer NOT NULL,
  fee integer NOT NULL CHECK (fee >= 0),
  net integer NOT NULL GENERATED ALWAYS AS (gross - fee) STORED,
  payout_id text NOT NULL,
  paid_on date NOT NULL,
  occurred_at timestamptz NOT NULL,
  CHECK (refund_id IS NULL OR kind IN ('refund', 'refund_failed')),
  CHECK ((kind IN ('dispute', 'dispute_won')) = (dispute_id IS NOT NULL))
);
CREATE INDEX settlement_line_by_day ON settlement_line (occurred_at, id);
CREATE INDEX settlement_line_by_payout ON settlement_line (paid_on);

-- One row for each change of a payment, its refunds or disputes, numbered in the order of their commits.
CREATE TABLE payment_change (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment_id text NOT NULL REFERENCES payment,
  at timestamptz NOT NULL
);
CREATE INDEX payment_change_by_time ON payment_change (at);

-- What happened before these tables existed.
INSERT INTO payment_change (payment_id, at)
SELECT payment_id, created_at FROM notification ORDER BY created_at, id;

INSERT INTO settlement_line (id, kind, payment_id, refund_id, gross, fee, payout_id, paid_on, occurred_at)
SELECT id, kind, payment_id, refund_id, gross, fee, 'po_' || to_char(day, 'YYYYMMDD'),
  -- Two working days later.
  day + CASE extract(isodow FROM day)::int WHEN 4 THEN 4 WHEN 5 THEN 4 WHEN 6 THEN 3 ELSE 2 END,
  occurred_at
FROM (
  SELECT 'stl_' || e.id AS id, 'payment' AS kind, e.payment_id, NULL AS refund_id, e.amount AS gross,
    (e.amount * 12 + 500) / 1000 + 8 AS fee, e.occurred_at, (e.occurred_at AT TIME ZONE 'UTC')::date AS day
  FROM effect e JOIN payment p ON p.id = e.payment_id
  WHERE e.kind = CASE p.capture_mode WHEN 'automatic' THEN 'charge' ELSE 'capture' END
  UNION ALL
  SELECT 'stl_' || r.id, 'refund', r.payment_id, r.refund_id, -r.amount, 0, r.created_at,
    (r.created_at AT TIME ZONE 'UTC')::date
  FROM refund r WHERE r.status <> 'pending'
  UNION ALL
  SELECT 'stl_failed_' || r.id, 'refund_failed', r.payment_id, r.refund_id, r.amount, 0, r.created_at,
    (r.created_at AT TIME ZONE 'UTC')::date
  FROM refund r WHERE r.status = 'failed'
) AS past;
