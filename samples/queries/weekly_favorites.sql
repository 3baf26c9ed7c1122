-- Has favorite departments; 6 orders or more since 2017-10-04T10:00 (90 days); ordered since 2017-11-03T10:00 (60 days).
SELECT DISTINCT h.household_id
FROM households h
JOIN favorite_departments f ON f.household_id = h.household_id
JOIN (
  SELECT household_id, COUNT(*) AS n FROM orders
  WHERE placed_at >= 1507125600 AND placed_at < 1514905200
  GROUP BY household_id
) o ON o.household_id = h.household_id
WHERE o.n >= 6 AND NOT h.last_order_at < 1509717600
ORDER BY h.household_id;
