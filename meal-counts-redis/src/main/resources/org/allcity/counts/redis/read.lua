-- Reads counts of a view and the position they are exact up to, in one instant.
--
-- KEYS  schema, pointer to the view, log, positions, then the sets of points that the hashes were chosen by, then the hashes
-- ARGV  view, 'live' or 'building', number of sets
-- Gives READ, schema, pointer, log, positions, the size of each set, each hash; a hash as 'field value field value'.
--       Or SUPERSEDED and the view that the pointer names. Or DAMAGED what.

local FIXED_KEYS, POINTER, FIRST_VIEW = 4, 2, '1'
local try = redis.pcall
local view, sets = ARGV[1], tonumber(ARGV[3])
local unset = ARGV[2] == 'live' and FIRST_VIEW or ''

local reply = {'READ'}
for i = 1, #KEYS do
  local held
  if i < FIXED_KEYS then
    held = try('GET', KEYS[i]) or ''
  elseif i > FIXED_KEYS and i <= FIXED_KEYS + sets then
    held = try('SCARD', KEYS[i])
  else
    held = try('HGETALL', KEYS[i])
  end
  if type(held) == 'table' then
    if held.err then
      return {'DAMAGED', KEYS[i] .. ': ' .. held.err}
    end
    held = table.concat(held, ' ')
  end
  held = tostring(held)
  if i == POINTER and (held == '' and unset or held) ~= view then
    return {'SUPERSEDED', held == '' and unset or held}
  end
  reply[i + 1] = held
end
return reply
