-- True where a text holds a run of 13 to 19 digits (spaces and dashes ignored) with a card prefix and a valid Luhn
-- sum. Used by CHECK constraints on every free-text column: no card number can be stored by mistake.
CREATE FUNCTION contains_pan(input text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  run text;
  digits text;
  sum integer;
  digit integer;
  i integer;
BEGIN
  IF input IS NULL OR input !~ '(\d[ -]?){13}' THEN
    RETURN false;
  END IF;
  FOR run IN SELECT m[1] FROM regexp_matches(input, '((?:\d[ -]?){12,}\d)', 'g') AS m LOOP
    digits := regexp_replace(run, '\D', '', 'g');
    IF length(digits) BETWEEN 13 AND 19 AND digits ~ '^(4|5[0-8]|6|2[2-7]|3[0-9])' THEN
      sum := 0;
      FOR i IN 1..length(digits) LOOP
        digit := substr(digits, length(digits) - i + 1, 1)::integer;
        IF i % 2 = 0 THEN
          digit := digit * 2;
          IF digit > 9 THEN digit := digit - 9; END IF;
        END IF;
        sum := sum + digit;
      END LOOP;
      IF sum % 10 = 0 THEN
        RETURN true;
      END IF;
    END IF;
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
