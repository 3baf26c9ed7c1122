-- First order before 2017-01-07T10:00 (360 days), last one since 2017-12-03T10:00 (30 days).
SELECT household_id
FROM households
WHERE first_order_at < 1483801200 AND last_order_at >= 1512313200 AND last_order_at < 1514905200
ORDER BY household_id;
