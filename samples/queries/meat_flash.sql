-- 5 lines or more at the two meat departments since 2017-11-03T10:00 (60 days).
SELECT household_id
FROM purchases
WHERE department IN ('MEAT', 'MEAT-PCKGD') AND bought_at >= 1509717600 AND bought_at < 1514905200
GROUP BY household_id
HAVING COUNT(*) >= 5
ORDER BY household_id;
