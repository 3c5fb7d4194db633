package org.allcity.benchmark.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allcity.benchmark.redis.RedisConnection;
import org.jspecify.annotations.Nullable;

/**
 * When a contender had its first records: the peers print it, to the millisecond; of ours the first of a line that says so, its
 * metric of polled records, and its first batch in Redis, looked at every 50 ms until one of them is there.
 */
final class FirstPoll {

    private static final Pattern LINE = Pattern.compile("(?:FIRST_POLL |firstPollAt=)(\\d+)");
    private static final Pattern POLLED = Pattern.compile("(?m)^meals_aggregator_polled_total(?:\\{[^}]*})? ([0-9.E+]+)");
    private static final int POLL_MILLIS = 50;

    private FirstPoll() {}

    /** The last one printed, or 0. */
    private static long printed(ChildProcess process, int from) {
        Matcher line = LINE.matcher(process.output().substring(from));
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    /**
     * Waits for it.
     *
     * @param from where the process's own output begins in its log
     * @param metricsPort 0 where there are no metrics
     * @param redis null when it holds a batch already
     */
    static long await(ChildProcess process, int from, int metricsPort, @Nullable RedisConnection redis) {
        while (true) {
            process.expectAlive();
            long now = System.currentTimeMillis();
            long printed = printed(process, from);
            if (printed > 0) {
                return printed;
            }
            if (metricsPort != 0 && (polled(metricsPort) || hasBatch(redis))) {
                return now;
            }
            Waits.pause(POLL_MILLIS);
        }
    }

    private static boolean hasBatch(@Nullable RedisConnection redis) {
        return redis != null && Long.valueOf(1).equals(redis.call("EXISTS", DataSet.PREFIX + "positions"));
    }

    private static boolean polled(int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            Matcher polled = POLLED.matcher(Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
            return polled.find() && Double.parseDouble(polled.group(1)) > 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static final class Http {
        static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    }
}
