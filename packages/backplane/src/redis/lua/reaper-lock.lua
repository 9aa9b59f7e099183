-- Become or stay the reaper.
-- KEYS[1] lock   ARGV[1] who asks   ARGV[2] life, ms
-- Returns 1 when the lock is held by who asks
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
