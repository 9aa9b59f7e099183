-- Note a claim under its user or channel; what has expired is trimmed, and the key goes with its last claim.
-- A later expiry stays: a create that is refused must not hide the claim that has the id.
-- KEYS[1] index, a ZSET of claim id -> expiry   ARGV[1] claim id   ARGV[2] expiry, ms since the epoch
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], last[2])
return 1
