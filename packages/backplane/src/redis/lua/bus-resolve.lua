-- The living workers in a set, with their addresses for direct messages.
-- KEYS[1] SET of worker ids: a route, or all workers
-- ARGV[1] prefix of lease keys   ARGV[2] prefix of address keys   ARGV[3] only this proc; '' all
-- Returns {id, address or '', id, address or '', ...}
local newest = {}
for _, member in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  -- As workers write it: tonumber alone takes '0x10' and the like.
  local id = string.match(member, '^%d+$') and tonumber(member)
  if id then
    local proc = string.format('%.0f', math.floor(id / 65536))
    if (ARGV[3] == '' or ARGV[3] == proc) and (not newest[proc] or newest[proc] < id) then newest[proc] = id end
  end
end
local found = {}
for proc, number in pairs(newest) do
  local id = string.format('%.0f', number)
  if redis.call('EXISTS', ARGV[1] .. id) == 1 then
    found[#found + 1] = id
    found[#found + 1] = redis.call('GET', ARGV[2] .. proc) or ''
  end
end
return found
