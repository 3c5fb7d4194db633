-- Says that a builder is alive, or no longer.
--
-- KEYS  the builder
-- ARGV  builder, milliseconds it counts as alive from now; 0 when it is done
-- Gives KEPT | OTHER: someone else is the builder, or it was silent for too long

if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then
  return {'OTHER'}
end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {'KEPT'}
