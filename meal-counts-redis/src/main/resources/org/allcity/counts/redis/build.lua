-- Begins a view, unless one is being built by someone alive.
--
-- KEYS  pointer to the view being built, its builder, log and positions of the view to begin
-- ARGV  what the pointer is known to hold, number of the view to begin, builder, milliseconds it counts as alive
-- Gives BEGUN | ALIVE | RETRY: the pointer holds something else, or the view has keys

local try = redis.pcall

if redis.call('EXISTS', KEYS[2]) == 1 then
  return {'ALIVE'}
end
local pointer = try('GET', KEYS[1])
if type(pointer) ~= 'table' and (pointer or '') ~= ARGV[1] or redis.call('EXISTS', KEYS[3], KEYS[4]) > 0 then
  return {'RETRY'}
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return {'BEGUN'}
