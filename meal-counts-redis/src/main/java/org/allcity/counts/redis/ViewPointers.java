package org.allcity.counts.redis;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allcity.counts.NewView;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;

/** Which views there are, by their pointers; read with care, since a rebuild has to work where they are damaged. */
final class ViewPointers {

    static final int ATTEMPTS_MAX = 10;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final Script build;

    ViewPointers(RedisCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.keys = keys;
        this.build = new Script("build.lua", calls);
    }

    /** The keys of the live view; those of the first where the pointer is missing or says nothing. */
    RedisKeys liveOrFirst() {
        long number = number(pointer(keys.view()));
        return keys.ofLiveView(number == 0 ? RedisKeys.FIRST_VIEW : number);
    }

    /** Begins a view; empty while another builder is alive. */
    Optional<RedisKeys> build(String builder) {
        // Above whatever was, so that no older builder or reader can take it for its own.
        long number = Math.max(liveOrFirst().number(), number(pointer(keys.building())));
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            RedisKeys view = keys.ofViewBeingBuilt(number + attempt);
            String answer = build.run(
                            Script.bytes(view.building(), view.builder(), view.log(), view.positions()),
                            Script.bytes(
                                    pointer(keys.building()),
                                    Long.toString(view.number()),
                                    builder,
                                    Long.toString(NewView.ALIVE_FOR.toMillis())))
                    .get(0);
            if (answer.equals("BEGUN")) {
                return Optional.of(view);
            }
            if (answer.equals("ALIVE")) {
                return Optional.empty();
            }
        }
        throw restless();
    }

    /** What a pointer says; empty when it is missing or of another type. */
    String pointer(String key) {
        try {
            byte[] held = calls.await(key, calls.commands().get(RedisKeys.bytes(key)));
            return held == null ? "" : RedisKeys.text(held);
        } catch (StoreDamagedException e) {
            return "";
        }
    }

    RedisDescription describe(List<String> servers) {
        RedisKeys live = liveOrFirst();
        String view = pointer(keys.view());
        SortedMap<Integer, Long> positions = new TreeMap<>();
        SortedMap<Integer, Long> asOf = new TreeMap<>();
        String trouble = "";
        try {
            positions = numbers(live.positions());
            asOf = numbers(live.asOf());
            new RedisReader(calls).read(live, List.of(), List.of());
        } catch (StoreDamagedException | ViewSupersededException e) {
            trouble = String.valueOf(e.getMessage());
        }
        return new RedisDescription(
                servers, pointer(keys.schema()), view, pointer(keys.building()), pointer(live.log()), positions, asOf, trouble);
    }

    private SortedMap<Integer, Long> numbers(String key) {
        List<String> words = new ArrayList<>();
        calls.await(key, calls.commands().hgetall(RedisKeys.bytes(key))).forEach((field, value) -> {
            words.add(RedisKeys.text(field));
            words.add(RedisKeys.text(value));
        });
        return RedisReader.positions(key, String.join(" ", words));
    }

    private static long number(String pointer) {
        return RedisKeys.isViewNumber(pointer) ? Long.parseLong(pointer) : 0;
    }

    static StoreUnavailableException restless() {
        return new StoreUnavailableException(
                "Redis: views changed during each of " + ATTEMPTS_MAX + " attempts", new ConcurrentModificationException());
    }
}
