-- Writes a batch to a view if it is still the one to be written to and stands, in each partition, where the batch starts; else nothing.
--
-- KEYS  schema, pointer to the view, log, positions, ledgers, asof, hold, then the hashes of counts, the sets of points, the ledgers
-- ARGV  schema version, the one before it, view, 'live' or 'building', log, known, number of partitions, of hashes, of sets;
--       for each partition: number, from, to, position that ledgers are as new as, latest receivedAt;
--       then one for each further key: hash: see below; set: MessagePack [member, ...]; ledger: its bytes
--       known: '' and hashes are MessagePack [field, ...] [what to add, ...];
--       or MessagePack [partition, ...] [position, ...] of all, where counts are known, and hashes are [field, count, ...] [field that is gone, ...]
-- Gives APPLIED | OTHERS: counts are not what they were known to be | POSITION stored | SUPERSEDED | HELD: the live view takes nothing while another one catches up | LOG stored | SCHEMA stored | DAMAGED what
--
-- Redis does not roll a script back. Whatever could fail is looked at first; after the first write nothing may fail. Ledgers need no look:
-- MSET takes the place of a key of any type.
-- At most 1000 fields or members per argument, since unpack() has a limit.

local HOLD, FIXED_KEYS, FIXED_ARGS, PER_PARTITION, CHUNK = 7, 7, 9, 5, 1000
local INEXACT = 9007199254740992 -- 2^53: Lua's numbers are doubles, exact below
local FIRST_VIEW = '1'
local call, try, find, format, unpackArgument = redis.call, redis.pcall, string.find, string.format, cmsgpack.unpack

local function damaged(key, what)
  return {'DAMAGED', key .. ': ' .. what}
end

local version, versionBefore, view, live, log = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == 'live', ARGV[5]
local known = ARGV[6] ~= ''
local partitions, hashes, sets = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

-- Schema and pointer to the live view are not there before the first view is: one that is being built has only log and positions.
local first = live and 1 or 3
local storedVersion = live and try('GET', KEYS[1])
local pointer, storedLog = try('GET', KEYS[2]), try('GET', KEYS[3])
for i, held in ipairs({storedVersion, pointer, storedLog}) do
  if type(held) == 'table' then
    return damaged(KEYS[i], held.err)
  end
end
local upgrade = storedVersion == versionBefore
if storedVersion and storedVersion ~= version and not upgrade then
  return {'SCHEMA', storedVersion}
elseif (pointer or live and FIRST_VIEW) ~= view then
  return {'SUPERSEDED'}
elseif live and call('EXISTS', KEYS[HOLD]) == 1 then
  return {'HELD'}
end
local empty = call('EXISTS', KEYS[first]) == 0
for i = first + 1, HOLD - 1 do
  local exists = call('EXISTS', KEYS[i]) == 1
  local optional = KEYS[i] == KEYS[6] or upgrade and KEYS[i] == KEYS[5]
  if empty and exists then
    return damaged(KEYS[first], 'missing beside ' .. KEYS[i])
  elseif not empty and not exists and not optional then
    return damaged(KEYS[i], 'missing')
  end
end
if storedLog and storedLog ~= log then
  return {'LOG', storedLog}
end

local positions, ledgersFrom, receipts = {}, {}, {}
for i = 1, partitions do
  local at = FIXED_ARGS + (i - 1) * PER_PARTITION
  local partition, from, to = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local position, ledgers, receipt = try('HGET', KEYS[4], partition), try('HGET', KEYS[5], partition), try('HGET', KEYS[6], partition)
  for j, held in ipairs({position, ledgers, receipt}) do
    if type(held) == 'table' then
      return damaged(KEYS[3 + j], held.err)
    end
  end
  position, receipt = position or '0', receipt or '0'
  if position ~= '0' and not find(position, '^[1-9]%d*$') then
    return damaged(KEYS[4], 'partition ' .. partition .. ' at ' .. position .. ' (expected: a number)')
  elseif not find(receipt, '^%d+$') then
    return damaged(KEYS[6], 'partition ' .. partition .. ' at ' .. receipt .. ' (expected: a number)')
  elseif position ~= from then
    return {'POSITION', position}
  end
  positions[2 * i - 1], positions[2 * i] = partition, to
  ledgersFrom[2 * i - 1], ledgersFrom[2 * i] = partition, ARGV[at + 4]
  if tonumber(ARGV[at + 5]) > tonumber(receipt) then
    receipts[#receipts + 1] = partition
    receipts[#receipts + 1] = ARGV[at + 5]
  end
end

if known then
  local all, at = unpackArgument(ARGV[6])
  local held = call('HMGET', KEYS[4], unpack(all))
  for i = 1, #all do
    if (held[i] or '0') ~= at[i] then
      return {'OTHERS'}
    end
  end
end

local arguments = FIXED_ARGS + partitions * PER_PARTITION
local sums, zeros = {}, {}
for i = 1, known and hashes or 0 do
  local key = KEYS[FIXED_KEYS + i]
  local size = try('HLEN', key)
  if type(size) == 'table' then
    return damaged(key, size.err)
  elseif empty and size > 0 then
    return damaged(KEYS[first], 'missing beside ' .. key)
  end
end
for i = 1, known and 0 or hashes do
  local key = KEYS[FIXED_KEYS + i]
  local fields, additions = unpackArgument(ARGV[arguments + i])
  local held = try('HMGET', key, unpack(fields))
  if held.err then
    return damaged(key, held.err)
  end
  local set, gone, n = {}, nil, 0
  for j = 1, #fields do
    local value, sum = held[j], additions[j]
    if value then
      if empty then
        return damaged(KEYS[first], 'missing beside ' .. key)
      elseif not find(value, '^%d+$') then
        return damaged(key, fields[j] .. ' is ' .. value .. ' (expected: a number)')
      end
      sum = sum + value
    end
    if sum < 0 or sum >= INEXACT then
      return damaged(key, format('%s would be %.0f (expected: >= 0 and < 2^53)', fields[j], sum))
    elseif sum > 0 then
      set[n + 1] = fields[j]
      set[n + 2] = sum
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
  members[i] = unpackArgument(ARGV[arguments + hashes + i])
end

-- The first write has to be a command that Redis refuses when it is out of memory, read-only or cannot persist.
call('HSET', KEYS[4], unpack(positions))
if upgrade then
  -- Partitions that are not in this batch may be an earlier version's, which is refused from now on: their ledgers are as new as their counts.
  call('HSET', KEYS[5], unpack(call('HGETALL', KEYS[4])))
end
call('HSET', KEYS[5], unpack(ledgersFrom))
if empty and live then
  call('MSET', KEYS[1], version, KEYS[2], view, KEYS[3], log)
elseif empty then
  call('SET', KEYS[3], log)
elseif upgrade then
  call('SET', KEYS[1], version)
end
if receipts[1] then
  call('HSET', KEYS[6], unpack(receipts))
end
for i = 1, hashes do
  local key, set, gone = KEYS[FIXED_KEYS + i], sums[i], zeros[i]
  if known then
    set, gone = unpackArgument(ARGV[arguments + i])
  end
  if set[1] then
    call('HSET', key, unpack(set))
  end
  if gone and gone[1] then
    call('HDEL', key, unpack(gone))
  end
end
for i = 1, sets do
  call('SADD', KEYS[FIXED_KEYS + hashes + i], unpack(members[i]))
end
local offset = arguments - FIXED_KEYS
for start = FIXED_KEYS + hashes + sets + 1, #KEYS, CHUNK do
  local writes = {}
  for i = start, math.min(start + CHUNK - 1, #KEYS) do
    writes[#writes + 1] = KEYS[i]
    writes[#writes + 1] = ARGV[i + offset]
  end
  call('MSET', unpack(writes))
end
return {'APPLIED'}
