-- Each customer's open amounts in whole fen, a column for each number of cuts that they are past due; ``bad`` as in rfm.sql.
-- ``rest``, whether any amount has more than whole fen: then ageing_beyond_fen.sql is asked.
SELECT customer_id,
       {sums},
       BOOL_OR(rest <> 0) AS rest,
       BOOL_OR(bad) AS bad
FROM (SELECT customer_id, {span} AS span, fen, rest, bad FROM {rows}) AS spanned
GROUP BY customer_id
ORDER BY customer_id
