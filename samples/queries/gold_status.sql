-- 2,000 dollars or more since 2017-07-06T10:00 (180 days), 6 orders or more since 2017-10-04T10:00 (90 days).
SELECT household_id
FROM orders
WHERE placed_at >= 1499349600 AND placed_at < 1514905200
GROUP BY household_id
HAVING SUM(total_cents) >= 200000 AND SUM(placed_at >= 1507125600) >= 6
ORDER BY household_id;
