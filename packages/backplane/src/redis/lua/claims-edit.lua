-- Replace the channels of a claim if it is still as it was read.
-- KEYS[1] claim, a HASH   ARGV[1] revision as read   ARGV[2] new revision   ARGV[3] channels, comma-delimited
-- Returns 1 replaced, 0 missing, 2 changed
local revision = redis.call('HGET', KEYS[1], 'rev')
if not revision then return 0 end
if revision ~= ARGV[1] then return 2 end
redis.call('HSET', KEYS[1], 'rev', ARGV[2], 'ch', ARGV[3])
return 1
