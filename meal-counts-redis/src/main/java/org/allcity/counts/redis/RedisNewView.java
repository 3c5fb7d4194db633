package org.allcity.counts.redis;

import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.allcity.counts.CountStore;
import org.allcity.counts.NewView;

/** A view that is being built in Redis; who builds it is told by a key that expires when its builder falls silent. */
final class RedisNewView implements NewView {

    private final RedisCalls calls;
    private final ViewPointers pointers;
    private final RedisKeys keys;
    private final CountStore store;
    private final Script alive;
    private final Script switchOver;
    private final LeftOvers leftOvers;
    private final String builder;

    RedisNewView(RedisCalls calls, ViewPointers pointers, RedisKeys keys, CountStore store, String builder) {
        this.calls = calls;
        this.pointers = pointers;
        this.keys = keys;
        this.store = store;
        this.alive = new Script("alive.lua", calls);
        this.switchOver = new Script("switch.lua", calls);
        this.leftOvers = new LeftOvers(calls, pointers, keys);
        this.builder = builder;
    }

    @Override
    public long number() {
        return keys.number();
    }

    @Override
    public CountStore store() {
        return store;
    }

    @Override
    public void keepAlive() {
        sayAliveFor(ALIVE_FOR.toMillis());
    }

    private void sayAliveFor(long millis) {
        alive.run(Script.bytes(keys.builder()), Script.bytes(builder, Long.toString(millis)));
    }

    @Override
    public void holdLive(Duration atMost) {
        calls.await(keys.hold(), calls.commands().set(
                RedisKeys.bytes(keys.hold()), RedisKeys.bytes(builder), SetArgs.Builder.px(atMost)));
    }

    @Override
    public SwitchResult goLive(int partitions, Set<Integer> lostPartitions) {
        for (int attempt = 1; attempt <= ViewPointers.ATTEMPTS_MAX; attempt++) {
            RedisKeys live = pointers.liveOrFirst();
            List<String> answer = switchOver.run(
                    Script.bytes(
                            keys.schema(), keys.view(), keys.building(), keys.log(), keys.positions(), live.log(), live.positions(),
                            keys.hold()),
                    Script.bytes(Stream.concat(
                                    Stream.of(RedisKeys.SCHEMA_VERSION, keys.number(), live.number(), partitions),
                                    lostPartitions.stream())
                            .map(Object::toString)
                            .toArray(String[]::new)));
            switch (answer.get(0)) {
                case "SWITCHED" -> {
                    return new SwitchResult.Switched(live.number(), answer.get(1).equals("1"));
                }
                case "BEHIND" -> {
                    return new SwitchResult.Behind(
                            Integer.parseInt(answer.get(1)), Long.parseLong(answer.get(2)), Long.parseLong(answer.get(3)));
                }
                case "SUPERSEDED" -> {
                    return new SwitchResult.Superseded();
                }
                default -> {
                    // Another view has gone live since the pointer was read.
                }
            }
        }
        throw ViewPointers.restless();
    }

    @Override
    public void removeOthers(LongConsumer removed) {
        leftOvers.remove(keys.number(), removed);
    }

    @Override
    public void close() {
        sayAliveFor(0);
    }
}
