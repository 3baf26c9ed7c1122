-- Baskets of 80 dollars or more on average since 2017-07-06T10:00 (180 days), averages rounded to the cent, halves up;
-- 10 to 200 visits in the year; no coupon redeemed since 2017-10-01.
SELECT h.household_id
FROM households h
JOIN orders o ON o.household_id = h.household_id
WHERE o.placed_at >= 1499349600 AND o.placed_at < 1514905200
  AND h.order_count >= 10 AND h.order_count <= 200
  AND h.household_id NOT IN (SELECT household_id FROM redemptions WHERE redeemed_on >= '2017-10-01')
GROUP BY h.household_id
HAVING (2 * SUM(o.total_cents) + COUNT(*)) / (2 * COUNT(*)) >= 8000
ORDER BY h.household_id;
