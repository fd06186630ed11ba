-- Each customer's open amounts by the number of cuts that they are past due; ``rest`` and ``bad`` as in rfm.sql.
SELECT customer_id,
       span,
       CAST(SUM(fen) AS BIGINT) AS fen,
       SUM(rest) AS rest,
       BOOL_OR(bad) AS bad
FROM (SELECT customer_id, {span} AS span, fen, rest, bad FROM {rows}) AS spanned
GROUP BY customer_id, span
ORDER BY customer_id, span
