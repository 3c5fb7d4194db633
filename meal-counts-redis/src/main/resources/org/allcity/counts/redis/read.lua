-- Reads counts and the position they are exact up to, in one instant.
--
-- KEYS  schema, log, positions, then the sets of points that the hashes were chosen by, then the hashes
-- ARGV  number of sets
-- Gives READ, schema, log, positions, the size of each set, each hash; a hash as 'field value field value'. Or DAMAGED what.

local FIXED_KEYS = 3
local try = redis.pcall
local sets = tonumber(ARGV[1])

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
  reply[i + 1] = tostring(held)
end
return reply
