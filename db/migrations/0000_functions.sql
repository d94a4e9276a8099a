-- True where the digits have a brand's prefix and length and pass the Luhn check. The shapes are those of
-- domain/card-number.ts: the database refuses nothing that the contract accepts. A test holds the two together.
CREATE FUNCTION is_pan(digits text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  total integer := 0;
  digit integer;
BEGIN
  IF digits !~ '^4(\d{12}|\d{15}|\d{18})$'
    AND digits !~ '^(5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$'
    AND digits !~ '^3[47]\d{13}$'
    AND digits !~ '^(5018|5020|5038|5893|6304|6390|67\d\d)\d{9,15}$'
    AND digits !~ '^(6011|64[4-9]\d|65\d\d|62\d\d|81[0-7]\d)\d{12,15}$'
    AND digits !~ '^(?=\d{14}(\d{2}|\d{5})?$)(30[0-5]|3095|36|38|39)'
    AND digits !~ '^35(2[89]|[3-8]\d)\d{12,15}$' THEN
    RETURN false;
  END IF;
  FOR i IN 1..length(digits) LOOP
    digit := substr(digits, length(digits) - i + 1, 1)::integer;
    IF i % 2 = 0 THEN
      digit := digit * 2;
      IF digit > 9 THEN digit := digit - 9; END IF;
    END IF;
    total := total + digit;
  END LOOP;
  RETURN total % 10 = 0;
END
$$;
--> statement-breakpoint
-- True where a text holds a card number: neighbouring whole groups of digits, at most three spaces or dashes apart.
-- Used by CHECK constraints on every free-text column, so that none is stored by mistake.
CREATE FUNCTION contains_pan(input text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  run text;
  parts text[];
  digits text;
BEGIN
  IF input IS NULL OR input !~ '\d([ -]{0,3}\d){12}' THEN
    RETURN false;
  END IF;
  FOR run IN SELECT hit[1] FROM regexp_matches(input, '(\d+(?:[ -]{1,3}\d+)*)', 'g') AS hit LOOP
    parts := regexp_split_to_array(run, '[ -]+');
    FOR m IN 1..cardinality(parts) LOOP
      digits := '';
      FOR n IN m..cardinality(parts) LOOP
        digits := digits || parts[n];
        EXIT WHEN length(digits) > 19;
        IF length(digits) >= 13 AND is_pan(digits) THEN
          RETURN true;
        END IF;
      END LOOP;
    END LOOP;
  END LOOP;
  RETURN false;
END
$$;
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
