-- Where warnings begin and end, with the readings of the day on which each was given; and readings given twice.
WITH held AS (          -- beyond the bar, by more than the noise of floats; what is no number is not beyond
    SELECT customer_id, which, kind, day, value, against, note, periods,
           CASE WHEN against IS NULL THEN if_no_bar
                ELSE sign * (value - against * factor) > {least}
                     AND sign * (value - against * factor) <= CAST('Infinity' AS DOUBLE)
                     AND against >= minimum
           END AS beyond
    FROM {rows}
),
placed AS (             -- each rule's readings of a customer, one after another
    SELECT *,
           ROW_NUMBER() OVER (PARTITION BY which, customer_id ORDER BY day) AS place,
           COALESCE(LAG(day) OVER (PARTITION BY which, customer_id ORDER BY day) = day, FALSE) AS twice
    FROM held
),
confirmed AS (          -- the last of so many bad ones in a row: so far from the last good one
    SELECT *,
           beyond AND periods <= place - COALESCE(
               MAX(CASE WHEN NOT beyond THEN place END) OVER (
                   PARTITION BY which, customer_id ORDER BY place ROWS UNBOUNDED PRECEDING), 0) AS fires
    FROM placed
),
days AS (               -- rules of one kind make one warning
    SELECT customer_id, kind, day, BOOL_OR(fires) AS is_on
    FROM confirmed
    GROUP BY customer_id, kind, day
),
turns AS (
    SELECT *,
           COALESCE(LAG(is_on) OVER (PARTITION BY customer_id, kind ORDER BY day), FALSE) AS was_on,
           MIN(CASE WHEN NOT is_on THEN day END) OVER (
               PARTITION BY customer_id, kind ORDER BY day ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until_day
    FROM days
),
given_on AS (
    SELECT customer_id, kind, day, until_day FROM turns WHERE is_on AND NOT was_on
)
SELECT given_on.customer_id, given_on.kind, given_on.day AS since, given_on.until_day, which, value, against, note, FALSE AS twice
FROM given_on
JOIN confirmed ON confirmed.customer_id = given_on.customer_id AND confirmed.kind = given_on.kind AND confirmed.day = given_on.day
WHERE fires
UNION ALL
SELECT customer_id, kind, day, CAST(NULL AS DATE), which, value, against, note, TRUE
FROM confirmed
WHERE twice
ORDER BY since, customer_id, kind, which
