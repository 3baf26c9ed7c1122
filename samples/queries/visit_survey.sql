-- A basket of 10 lines or more since 2017-12-30T10:00 (3 days). Nobody of these is lapsed, by construction: the query says it anyway.
SELECT DISTINCT o.household_id
FROM orders o
JOIN households h ON h.household_id = o.household_id
WHERE o.placed_at >= 1514646000 AND o.placed_at < 1514905200 AND o.lines >= 10
  AND h.last_order_at >= 1509717600
ORDER BY o.household_id;
