package org.allcity.counts.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Keys of views that nobody reads or writes any more. */
final class LeftOvers {

    /** Names that one SCAN looks at, and at most as many keys that one script unlinks: about a millisecond of Redis's time each. */
    private static final int AT_ONCE = 1_000;

    private final RedisCalls calls;
    private final ViewPointers pointers;
    private final RedisKeys keys;
    private final Script remove;

    LeftOvers(RedisCalls calls, ViewPointers pointers, RedisKeys keys) {
        this.calls = calls;
        this.pointers = pointers;
        this.keys = keys;
        this.remove = new Script("remove.lua", calls);
    }

    /** Removes the keys of views before this one, except the live one's; none where nobody can tell which is live. */
    void remove(long number, LongConsumer removed) {
        String live = pointers.pointer(keys.view());
        String building = pointers.pointer(keys.building());
        if (!live.isEmpty() && !RedisKeys.isViewNumber(live)) {
            return;
        }
        long liveNumber = live.isEmpty() ? RedisKeys.FIRST_VIEW : Long.parseLong(live);
        ScanArgs some = ScanArgs.Builder.matches(keys.patternOfViews()).limit(AT_ONCE);
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<byte[]> found = calls.await("SCAN", calls.commands().scan(cursor, some));
            List<String> dead = new ArrayList<>();
            for (byte[] name : found.getKeys()) {
                String key = RedisKeys.text(name);
                long view = keys.viewOf(key);
                if (view != 0 && view < number && view != liveNumber) {
                    dead.add(key);
                }
            }
            if (!dead.isEmpty()) {
                List<String> answer = remove.run(
                        Script.bytes(Stream.concat(Stream.of(keys.view(), keys.building()), dead.stream()).toArray(String[]::new)),
                        Script.bytes(live, building));
                if (answer.get(0).equals("RETRY")) {
                    return;
                }
                removed.accept(Long.parseLong(answer.get(1)));
            }
            cursor = found;
        } while (!cursor.isFinished());
    }
}
