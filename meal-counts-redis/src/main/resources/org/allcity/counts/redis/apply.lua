-- Writes a batch if the counts stand where it starts; else nothing.
--
-- KEYS  schema, log, positions, asof, then the hashes of counts, the sets of points, the ledgers
-- ARGV  schema version, log, partition, from, to, latest receivedAt, number of hashes, number of sets; then one for each further key:
--       hash: MessagePack [field, ...] [what to add, ...]; set: MessagePack [member, ...]; ledger: its bytes
-- Gives APPLIED | POSITION stored | LOG stored | SCHEMA stored | DAMAGED what
--
-- Redis does not roll a script back. Whatever could fail is looked at first; after the first write nothing may fail.
-- At most 1000 fields or members per argument, since unpack() has a limit.

local FIXED_KEYS, FIXED_ARGS, CHUNK = 4, 8, 1000
local INEXACT = 9007199254740992 -- 2^53: Lua's numbers are doubles, exact below
local call, try, find, format = redis.call, redis.pcall, string.find, string.format

local function damaged(key, what)
  return {'DAMAGED', key .. ': ' .. what}
end

local version, log, partition, from, to, asof = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local hashes, sets = tonumber(ARGV[7]), tonumber(ARGV[8])

local fixed = {
  try('GET', KEYS[1]), try('GET', KEYS[2]), try('HGET', KEYS[3], partition), try('HGET', KEYS[4], partition)
}
for i = 1, FIXED_KEYS do
  if type(fixed[i]) == 'table' then
    return damaged(KEYS[i], fixed[i].err)
  end
end
local storedVersion, storedLog, position, storedAsof = fixed[1], fixed[2], fixed[3] or '0', fixed[4] or '0'
local empty = not storedVersion
if empty then
  for i = 2, FIXED_KEYS do
    if call('EXISTS', KEYS[i]) == 1 then
      return damaged(KEYS[1], 'missing beside ' .. KEYS[i])
    end
  end
elseif storedVersion ~= version then
  return {'SCHEMA', storedVersion}
elseif not storedLog then
  return damaged(KEYS[2], 'missing')
elseif call('EXISTS', KEYS[3]) == 0 then
  return damaged(KEYS[3], 'missing')
elseif storedLog ~= log then
  return {'LOG', storedLog}
end
if position ~= '0' and not find(position, '^[1-9]%d*$') then
  return damaged(KEYS[3], 'partition ' .. partition .. ' at ' .. position .. ' (expected: a number)')
end
if not find(storedAsof, '^%d+$') then
  return damaged(KEYS[4], 'partition ' .. partition .. ' at ' .. storedAsof .. ' (expected: a number)')
end
if position ~= from then
  return {'POSITION', position}
end

local sums, zeros = {}, {}
for i = 1, hashes do
  local key = KEYS[FIXED_KEYS + i]
  local fields, additions = cmsgpack.unpack(ARGV[FIXED_ARGS + i])
  local held = try('HMGET', key, unpack(fields))
  if held.err then
    return damaged(key, held.err)
  end
  local set, gone, n = {}, nil, 0
  for j = 1, #fields do
    local value = held[j]
    if value and empty then
      return damaged(KEYS[1], 'missing beside ' .. key)
    elseif value and not find(value, '^%d+$') then
      return damaged(key, fields[j] .. ' is ' .. value .. ' (expected: a number)')
    end
    local sum = (value and tonumber(value) or 0) + additions[j]
    if sum < 0 or sum >= INEXACT then
      return damaged(key, format('%s would be %.0f (expected: >= 0 and < 2^53)', fields[j], sum))
    elseif sum > 0 then
      set[n + 1] = fields[j]
      set[n + 2] = format('%.0f', sum)
      n = n + 2
    else
      gone = gone or {}
      gone[#gone + 1] = fields[j]
    end
  end
  sums[i], zeros[i] = set, gone
end
local members = {}
for i = 1, sets do
  local key = KEYS[FIXED_KEYS + hashes + i]
  local size = try('SCARD', key)
  if type(size) == 'table' then
    return damaged(key, size.err)
  end
  members[i] = cmsgpack.unpack(ARGV[FIXED_ARGS + hashes + i])
end
for i = FIXED_KEYS + hashes + sets + 1, #KEYS do
  local length = try('STRLEN', KEYS[i])
  if type(length) == 'table' then
    return damaged(KEYS[i], length.err)
  end
end

-- The first write has to be a command that Redis refuses when it is out of memory, read-only or cannot persist.
call('HSET', KEYS[3], partition, to)
if empty then
  call('MSET', KEYS[1], version, KEYS[2], log)
end
if tonumber(asof) > tonumber(storedAsof) then
  call('HSET', KEYS[4], partition, asof)
end
for i = 1, hashes do
  local key = KEYS[FIXED_KEYS + i]
  if sums[i][1] then
    call('HSET', key, unpack(sums[i]))
  end
  if zeros[i] then
    call('HDEL', key, unpack(zeros[i]))
  end
end
for i = 1, sets do
  call('SADD', KEYS[FIXED_KEYS + hashes + i], unpack(members[i]))
end
local offset = FIXED_ARGS - FIXED_KEYS
for first = FIXED_KEYS + hashes + sets + 1, #KEYS, CHUNK do
  local writes = {}
  for i = first, math.min(first + CHUNK - 1, #KEYS) do
    writes[#writes + 1] = KEYS[i]
    writes[#writes + 1] = ARGV[i + offset]
  end
  call('MSET', unpack(writes))
end
return {'APPLIED'}
