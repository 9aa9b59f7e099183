-- Use up a claim if it is still as it was read.
-- KEYS[1] claim, a HASH   ARGV[1] revision as read
-- Returns 1 taken, 0 missing, 2 changed
local revision = redis.call('HGET', KEYS[1], 'rev')
if not revision then return 0 end
if revision ~= ARGV[1] then return 2 end
redis.call('DEL', KEYS[1])
return 1
