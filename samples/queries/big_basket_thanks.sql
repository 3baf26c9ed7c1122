-- A basket of 150 dollars or more since 2017-12-26T10:00 (7 days).
SELECT DISTINCT household_id
FROM orders
WHERE total_cents >= 15000 AND placed_at >= 1514300400 AND placed_at < 1514905200
ORDER BY household_id;
