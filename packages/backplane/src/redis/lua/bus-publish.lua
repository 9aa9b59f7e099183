-- Publish one envelope to every living worker of a route, in one step.
-- KEYS[1] route, a SET of worker ids (proc * 65536 + incarnation)
-- ARGV[1] prefix of lease keys   ARGV[2] prefix of inbox channels   ARGV[3] envelope
-- Returns {ids that received it, ids alive that did not}. Ids without a lease, and earlier incarnations, are pruned:
-- an id is never revived.
local newest = {}
for _, member in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  -- tonumber alone takes 'nan', which is no table index, and '0x10'.
  local id = string.match(member, '^%d+$') and tonumber(member)
  if id then
    local proc = math.floor(id / 65536)
    local other = newest[proc]
    newest[proc] = math.max(id, other or 0)
    if other then redis.call('SREM', KEYS[1], string.format('%.0f', math.min(id, other))) end
  end
end
local reached, unreachable = {}, {}
for proc, number in pairs(newest) do
  local id = string.format('%.0f', number)
  if redis.call('EXISTS', ARGV[1] .. id) == 0 then
    redis.call('SREM', KEYS[1], id)
  elseif redis.call('PUBLISH', ARGV[2] .. string.format('%.0f', proc), ARGV[3]) > 0 then
    reached[#reached + 1] = id
  else
    unreachable[#unreachable + 1] = id
  end
end
return {reached, unreachable}
