-- Store a claim unless an unexpired one of that id exists.
-- KEYS[1] claim, a HASH
-- ARGV[1] user   ARGV[2] session, '' none   ARGV[3] channels, comma-delimited   ARGV[4] expiry, ms since the epoch
-- ARGV[5] revision   ARGV[6] when the key may go, ms since the epoch
-- Returns 1 stored, 0 the id is taken
if redis.call('EXISTS', KEYS[1]) == 1 then
  local time = redis.call('TIME')
  local expiry = tonumber(redis.call('HGET', KEYS[1], 'exp') or '')
  if not expiry or expiry > time[1] * 1000 + math.floor(time[2] / 1000) then return 0 end
  redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[1], 'u', ARGV[1], 's', ARGV[2], 'ch', ARGV[3], 'exp', ARGV[4], 'rev', ARGV[5])
redis.call('PEXPIREAT', KEYS[1], ARGV[6])
return 1
