package org.allcity.benchmark.harness;

import java.util.function.BooleanSupplier;

/** Waiting with an end. */
final class Waits {

    private Waits() {}

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void until(String what, long seconds, BooleanSupplier condition) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new RefusedException(what + ": not within " + seconds + " s");
            }
            pause(20);
        }
    }
}
