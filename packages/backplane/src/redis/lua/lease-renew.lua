-- Renew the lease of a worker and send a probe to its own inbox, which proves the way from publish to subscriber.
-- KEYS[1] lease   KEYS[2] address
-- ARGV[1] new counter   ARGV[2] life, ms   ARGV[3] inbox channel   ARGV[4] probe   ARGV[5] host:port, '' none
-- Returns the counter before, or nil when the lease is lost (then nothing is written)
local before = redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'XX', 'GET')
redis.call('PUBLISH', ARGV[3], ARGV[4])
if before and ARGV[5] ~= '' then redis.call('SET', KEYS[2], ARGV[5], 'PX', ARGV[2]) end
return before
