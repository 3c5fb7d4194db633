-- Writes a batch to a view if it is still the one to be written to and stands where the batch starts; else nothing.
--
-- KEYS  schema, pointer to the view, log, positions, asof, hold, then the hashes of counts, the sets of points, the ledgers
-- ARGV  schema version, view, 'live' or 'building', log, partition, from, to, latest receivedAt, number of hashes, number of sets;
--       then one for each further key: hash: MessagePack [field, ...] [what to add, ...]; set: MessagePack [member, ...]; ledger: its bytes
-- Gives APPLIED | POSITION stored | SUPERSEDED | HELD: the live view takes nothing while another one catches up | LOG stored | SCHEMA stored | DAMAGED what
--
-- Redis does not roll a script back. Whatever could fail is looked at first; after the first write nothing may fail.
-- At most 1000 fields or members per argument, since unpack() has a limit.

local CHECKED_KEYS, FIXED_KEYS, FIXED_ARGS, CHUNK = 5, 6, 10, 1000
local INEXACT = 9007199254740992 -- 2^53: Lua's numbers are doubles, exact below
local FIRST_VIEW = '1'
local call, try, find, format = redis.call, redis.pcall, string.find, string.format

local function damaged(key, what)
  return {'DAMAGED', key .. ': ' .. what}
end

local version, view, live, log, partition = ARGV[1], ARGV[2], ARGV[3] == 'live', ARGV[4], ARGV[5]
local from, to, asof = ARGV[6], ARGV[7], ARGV[8]
local hashes, sets = tonumber(ARGV[9]), tonumber(ARGV[10])

-- Schema and pointer to the live view are not there before the first view is: one that is being built has only log and positions.
local first = live and 1 or 3
local fixed = {
  live and try('GET', KEYS[1]), try('GET', KEYS[2]), try('GET', KEYS[3]), try('HGET', KEYS[4], partition), try('HGET', KEYS[5], partition)
}
for i = 1, CHECKED_KEYS do
  if type(fixed[i]) == 'table' then
    return damaged(KEYS[i], fixed[i].err)
  end
end
local storedVersion, pointer, storedLog, position, storedAsof = fixed[1], fixed[2], fixed[3], fixed[4] or '0', fixed[5] or '0'
if storedVersion and storedVersion ~= version then
  return {'SCHEMA', storedVersion}
elseif (pointer or live and FIRST_VIEW) ~= view then
  return {'SUPERSEDED'}
elseif live and call('EXISTS', KEYS[6]) == 1 then
  return {'HELD'}
end
local empty = not fixed[first]
for i = first + 1, CHECKED_KEYS do
  local exists = call('EXISTS', KEYS[i]) == 1
  if empty and exists then
    return damaged(KEYS[first], 'missing beside ' .. KEYS[i])
  elseif not empty and not exists and i < CHECKED_KEYS then
    return damaged(KEYS[i], 'missing')
  end
end
if storedLog and storedLog ~= log then
  return {'LOG', storedLog}
end
if position ~= '0' and not find(position, '^[1-9]%d*$') then
  return damaged(KEYS[4], 'partition ' .. partition .. ' at ' .. position .. ' (expected: a number)')
end
if not find(storedAsof, '^%d+$') then
  return damaged(KEYS[5], 'partition ' .. partition .. ' at ' .. storedAsof .. ' (expected: a number)')
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
      return damaged(KEYS[first], 'missing beside ' .. key)
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
call('HSET', KEYS[4], partition, to)
if empty and live then
  call('MSET', KEYS[1], version, KEYS[2], view, KEYS[3], log)
elseif empty then
  call('SET', KEYS[3], log)
end
if tonumber(asof) > tonumber(storedAsof) then
  call('HSET', KEYS[5], partition, asof)
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
for start = FIXED_KEYS + hashes + sets + 1, #KEYS, CHUNK do
  local writes = {}
  for i = start, math.min(start + CHUNK - 1, #KEYS) do
    writes[#writes + 1] = KEYS[i]
    writes[#writes + 1] = ARGV[i + offset]
  end
  call('MSET', unpack(writes))
end
return {'APPLIED'}
