package org.allcity.benchmark.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.allcity.benchmark.peer.Settings;

/** The machine that is measured on. */
final class Machine {

    private static final int QUIET_PERCENT = 90;
    private static final int QUIET_WITHIN_SECONDS = Settings.number("QUIET_SECONDS", 60);

    private Machine() {}

    /** CPU seconds used by anyone since it was started. */
    static double busySeconds() {
        long[] stat = stat();
        return (stat[0] + stat[1] + stat[2] + stat[5] + stat[6] + stat[7]) / 100.0;
    }

    /** Waits until nobody else uses it, but not for ever. */
    static void awaitQuiet() {
        for (int second = 0; second < QUIET_WITHIN_SECONDS; second++) {
            long idle = stat()[3];
            Waits.pause(1_000);
            if (stat()[3] - idle >= QUIET_PERCENT * Runtime.getRuntime().availableProcessors()) {
                return;
            }
        }
    }

    private static long[] stat() {
        try {
            String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
            long[] stat = new long[fields.length - 1];
            for (int i = 0; i < stat.length; i++) {
                stat[i] = Long.parseLong(fields[i + 1]);
            }
            return stat;
        } catch (IOException e) {
            throw new RefusedException("/proc/stat: cannot be read (expected: Linux)");
        }
    }
}
