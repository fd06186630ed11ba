-- What each customer bought in all, in whole fen; ``rest`` and ``bad`` as in rfm.sql.
SELECT customer_id,
       CAST(SUM(fen) AS BIGINT) AS fen,
       SUM(rest) AS rest,
       BOOL_OR(bad) AS bad
FROM {rows}
GROUP BY customer_id
ORDER BY customer_id
