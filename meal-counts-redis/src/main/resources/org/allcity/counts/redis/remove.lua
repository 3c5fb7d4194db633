-- Removes keys of views that are neither live nor being built, as long as no other view came up.
--
-- KEYS  pointer to the live view, pointer to the view being built, then the keys
-- ARGV  number of the live view, number of the one being built; empty when there is none
-- Gives REMOVED and how many | RETRY: the pointers say something else

for i = 1, 2 do
  if (redis.pcall('GET', KEYS[i]) or '') ~= ARGV[i] then
    return {'RETRY'}
  end
end
local removed = 0
for i = 3, #KEYS do
  removed = removed + redis.call('UNLINK', KEYS[i])
end
return {'REMOVED', tostring(removed)}
