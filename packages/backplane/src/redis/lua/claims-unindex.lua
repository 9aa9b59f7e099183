-- Forget a claim under its user or channel, unless the id was used again meanwhile.
-- KEYS[1] index, a ZSET of claim id -> expiry   ARGV[1] claim id   ARGV[2] expiry of the claim that is gone
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if score and tonumber(score) == tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
