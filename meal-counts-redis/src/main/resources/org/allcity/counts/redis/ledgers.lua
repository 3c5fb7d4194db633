-- Reads ledgers.
--
-- KEYS  ledgers
-- Gives READ and each ledger's bytes, nil where there is none. Or DAMAGED what.

local reply = {'READ'}
for i = 1, #KEYS do
  -- Not MGET: that gives nothing, instead of an error, for a key of another type.
  local held = redis.pcall('GET', KEYS[i])
  if type(held) == 'table' then
    return {'DAMAGED', KEYS[i] .. ': ' .. held.err}
  end
  reply[i + 1] = held
end
return reply
