-- Known to have children; 10 lines or more of produce since 2017-11-03T10:00 (60 days).
SELECT h.household_id
FROM households h
JOIN purchases p ON p.household_id = h.household_id
WHERE h.kids IN ('1', '2', '3+')
  AND p.department = 'PRODUCE' AND p.bought_at >= 1509717600 AND p.bought_at < 1514905200
GROUP BY h.household_id
HAVING COUNT(*) >= 10
ORDER BY h.household_id;
