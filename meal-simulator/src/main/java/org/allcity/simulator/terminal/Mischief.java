package org.allcity.simulator.terminal;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.allcity.simulator.terminal.EventJson.Body;

/**
 * How terminals and their lines misbehave: which form a request takes, whether its reply is lost. Seeded, but not part of
 * the plan of a day: whatever is drawn here must not change a single count.
 */
final class Mischief {

    static final int BATCH_MAX = 200;

    private static final double REPLY_LOST = 0.007;
    private static final double CUT_OFF = 0.003;
    private static final double REPEATED = 0.005;
    private static final double SHUFFLED = 0.10;
    private static final double NEWEST_FIRST = 0.10;
    private static final double NDJSON = 0.15;
    private static final double GZIP = 0.20;
    private static final double BARE_SINGLE = 0.60;
    private static final int CUT_OFF_MILLIS_MAX = 30;

    private final Random random;

    Mischief(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    /** The reply arrives at the terminal's end and is thrown away: the events are stored, and will come again. */
    boolean losesReply() {
        return random.nextDouble() < REPLY_LOST;
    }

    boolean cutsOff() {
        return random.nextDouble() < CUT_OFF;
    }

    Duration cutOffAfter() {
        return Duration.ofMillis(1 + random.nextInt(CUT_OFF_MILLIS_MAX));
    }

    /** An acknowledged batch is sent once more. */
    boolean repeats() {
        return random.nextDouble() < REPEATED;
    }

    void reorder(List<Entry> batch) {
        double u = random.nextDouble();
        if (u < SHUFFLED) {
            Collections.shuffle(batch, random);
        } else if (u < SHUFFLED + NEWEST_FIRST) {
            Collections.reverse(batch);
        }
    }

    Body write(List<Entry> batch) {
        Body.Form form = random.nextDouble() < NDJSON ? Body.Form.NDJSON
                : batch.size() == 1 && random.nextDouble() < BARE_SINGLE ? Body.Form.SINGLE : Body.Form.ARRAY;
        return EventJson.body(batch.stream().map(Entry::event).toList(), form, random.nextDouble() < GZIP);
    }

    /** {@code linger}, give or take a half. */
    Duration about(Duration linger) {
        return Duration.ofNanos((long) (linger.toNanos() * (0.5 + random.nextDouble())));
    }
}
