-- Each customer's purchases: the last day of them, how many, and the sum of all rows in whole fen.
-- ``rest`` is what the rows have beyond whole fen; ``bad``, whether any row cannot be used.
SELECT customer_id,
       MAX(day) FILTER (WHERE amount > 0) AS last_day,
       COUNT(*) FILTER (WHERE amount > 0) AS frequency,
       CAST(SUM(fen) AS BIGINT) AS fen,
       SUM(rest) AS rest,
       BOOL_OR(bad) AS bad
FROM {rows}
GROUP BY customer_id
ORDER BY customer_id
