-- Three usual products or more; since 2017-12-26T10:00 (7 days) a basket of less than half the average basket.
SELECT DISTINCT o.household_id
FROM orders o
JOIN (SELECT household_id FROM usual_products GROUP BY household_id HAVING COUNT(*) >= 3) u
  ON u.household_id = o.household_id
JOIN (SELECT household_id, AVG(total_cents) AS average_cents FROM orders GROUP BY household_id) a
  ON a.household_id = o.household_id
-- The average is rounded to the cent, halves up.
WHERE o.placed_at >= 1514300400 AND o.placed_at < 1514905200
  AND 2 * o.total_cents < CAST(a.average_cents + 0.5 AS INTEGER)
ORDER BY o.household_id;
