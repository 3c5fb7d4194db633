package org.allcity.counts.redis;

import java.util.ConcurrentModificationException;
import java.util.Optional;
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

    private String pointer(String key) {
        try {
            byte[] held = calls.await(key, calls.commands().get(RedisKeys.bytes(key)));
            return held == null ? "" : RedisKeys.text(held);
        } catch (StoreDamagedException e) {
            // Of another type: it names no view.
            return "";
        }
    }

    private static long number(String pointer) {
        return RedisKeys.isViewNumber(pointer) ? Long.parseLong(pointer) : 0;
    }

    static StoreUnavailableException restless() {
        return new StoreUnavailableException(
                "Redis: views changed during each of " + ATTEMPTS_MAX + " attempts", new ConcurrentModificationException());
    }
}
