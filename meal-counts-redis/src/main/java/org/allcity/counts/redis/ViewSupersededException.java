package org.allcity.counts.redis;

import org.allcity.counts.StoreDamagedException;

/** The view that was to be read is no longer the one that its pointer names. Nothing was read. */
final class ViewSupersededException extends Exception {

    private final RedisKeys keys;
    private final String pointer;

    /**
     * @param keys of the view that was to be read
     * @param pointer what the pointer names instead; empty when nothing
     */
    ViewSupersededException(RedisKeys keys, String pointer) {
        super(keys.pointer() + ": " + (pointer.isEmpty() ? "missing" : RedisCalls.oneLine(pointer)) + " (expected: " + keys.number()
                + ", the view that was opened; open the live one)");
        this.keys = keys;
        this.pointer = pointer;
    }

    /** The keys of the live view, when it was the live view that was to be read. */
    RedisKeys live() {
        if (!RedisKeys.isViewNumber(pointer)) {
            throw new StoreDamagedException(
                    keys.pointer() + ": " + RedisCalls.oneLine(pointer) + " (expected: the number of a view, as 1)");
        }
        return keys.ofLiveView(Long.parseLong(pointer));
    }
}
