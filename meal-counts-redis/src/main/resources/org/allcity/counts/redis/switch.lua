-- Makes a view that was being built the live one, unless it stands behind the live one.
--
-- KEYS  schema, pointer to the live view, pointer to the view being built, log and positions of the new, log and positions of the live, hold
-- ARGV  schema version, number of the new view, number of the live one as it is known, number of partitions,
--       then the partitions in which the live view cannot be reached
-- Gives SWITCHED compared(0|1) | BEHIND partition position liveposition | SUPERSEDED | RETRY: another view is live

local FIRST_VIEW, DIGITS_MAX = '1', 18
local try, find = redis.pcall, string.find
local version, number, liveNumber, partitions = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

if try('GET', KEYS[3]) ~= number then
  return {'SUPERSEDED'}
end
-- What a pointer of another type, or one that is no number, says nobody can follow: such a view holds nothing back.
local pointer = try('GET', KEYS[2]) or FIRST_VIEW
local readable = type(pointer) == 'string' and #pointer <= DIGITS_MAX and find(pointer, '^[1-9]%d*$')
if readable and pointer ~= liveNumber then
  return {'RETRY'}
end
local newLog, liveLog = try('GET', KEYS[4]), try('GET', KEYS[6])
local compared = readable and (not liveLog or liveLog == newLog)

local lost = {}
for i = 5, #ARGV do
  lost[ARGV[i]] = true
end
for partition = 0, partitions - 1 do
  local field = tostring(partition)
  local position, live = try('HGET', KEYS[5], field), try('HGET', KEYS[7], field) or '0'
  if type(position) ~= 'string' then
    return redis.error_reply(KEYS[5] .. ': no position of partition ' .. field .. ' (expected: all partitions of a view that goes live)')
  end
  if type(live) ~= 'string' or not find(live, '^%d+$') then
    compared = false
  elseif compared and not lost[field] and tonumber(live) > tonumber(position) then
    return {'BEHIND', field, position, live}
  end
end
redis.call('MSET', KEYS[1], version, KEYS[2], number)
redis.call('DEL', KEYS[3], KEYS[8])
return {'SWITCHED', compared and '1' or '0'}
