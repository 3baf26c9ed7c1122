-- Last order before 2017-11-03T10:00 in New York (60 calendar days), 100 dollars or more in the year.
SELECT household_id
FROM households
WHERE last_order_at < 1509717600 AND spend_cents >= 10000
ORDER BY household_id;
