-- Is in a mailing that ends from 2018-01-02 to 2018-01-08 (7 days).
SELECT DISTINCT household_id
FROM mailings
WHERE ended_on >= '2018-01-02' AND ended_on < '2018-01-09'
ORDER BY household_id;
