-- Redeemed a coupon since 2017-10-01; in no mailing that runs until 2018-02-28 or longer.
SELECT household_id FROM redemptions WHERE redeemed_on >= '2017-10-01'
EXCEPT
SELECT household_id FROM mailings WHERE ended_on >= '2018-02-28'
ORDER BY household_id;
