-- Reads whole keys of a view, whatever they are, and the position they are exact up to, in one instant.
--
-- KEYS  pointer to the view, log, positions, then any keys
-- ARGV  view
-- Gives READ, log, {positions}, then for each key {type, contents}: a hash as field, value, ...; a set as members; a string as itself.
--       Or SUPERSEDED and the view that the pointer names.

local FIXED_KEYS, FIRST_VIEW = 3, '1'
local call = redis.call
local pointer = redis.pcall('GET', KEYS[1]) or FIRST_VIEW
if pointer ~= ARGV[1] then
  return {'SUPERSEDED', type(pointer) == 'string' and pointer or 'of another type'}
end

local reply = {'READ', call('GET', KEYS[2]) or '', call('HGETALL', KEYS[3])}
for i = FIXED_KEYS + 1, #KEYS do
  local key = KEYS[i]
  local kind = call('TYPE', key).ok
  local held = {kind}
  if kind == 'string' then
    held[2] = call('GET', key)
  elseif kind == 'hash' or kind == 'set' then
    local contents = call(kind == 'hash' and 'HGETALL' or 'SMEMBERS', key)
    for j = 1, #contents do
      held[j + 1] = contents[j]
    end
  end
  reply[i] = held
end
return reply
