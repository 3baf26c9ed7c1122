-- 3 fuel lines or more since 2017-10-04T10:00 (90 days), none since 2017-12-19T10:00 (14 days).
SELECT household_id
FROM purchases
WHERE department = 'FUEL' AND bought_at >= 1507125600 AND bought_at < 1514905200
GROUP BY household_id
HAVING COUNT(*) >= 3 AND MAX(bought_at) < 1513695600
ORDER BY household_id;
