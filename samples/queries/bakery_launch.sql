-- The bakery is a favorite, or 6 bakery lines or more since 2017-10-04T10:00 (90 days); ordered since 2017-11-03T10:00 (60 days).
SELECT household_id
FROM households
WHERE last_order_at >= 1509717600
  AND household_id IN (
    SELECT household_id FROM favorite_departments WHERE department = 'Bakery'
    UNION
    SELECT household_id FROM purchases
    WHERE department = 'PASTRY' AND bought_at >= 1507125600 AND bought_at < 1514905200
    GROUP BY household_id HAVING COUNT(*) >= 6
  )
ORDER BY household_id;
