package org.allcity.benchmark.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the post of a meal to its count on the board: a terminal posts a meal, asks the board for counts that include it, and then posts
 * the next, while a steady stream of other events is counted.
 */
final class DelayHttp {

    private static final int STARTS_WITHIN_SECONDS = 120;
    private static final String ADMIN = "bench-admin";
    private static final String POINT = "330106-0001";
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern POSITION = Pattern.compile("\"position\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path root;
    private final Path data;
    private final Report report;

    DelayHttp(Path root, Path data) {
        this.root = root;
        this.data = data;
        this.report = new Report(data);
    }

    void run(int rate, long warmSeconds, long seconds) {
        Path folder = data.resolve("run");
        Folders.delete(folder);
        List<ChildProcess> apps = new ArrayList<>();
        try (Brokers brokers = Brokers.start(folder.resolve("broker")); RedisServers redis = RedisServers.startEmpty(folder.resolve("redis"))) {
            Generate.createTopics(brokers);
            int ingestPort = Ports.free();
            int boardPort = Ports.free();
            apps.add(app("meal-ingest", folder, brokers, ingestPort, List.of(
                    "--meals.kafka.replication-factor=1", "--meals.kafka.min-insync-replicas=1", "--meals.ingest.admin-token=" + ADMIN,
                    "--meals.ingest.pseudonym-key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")));
            apps.add(app("meal-aggregator", folder, brokers, Ports.free(), List.of(
                    redis.setting(), "--meals.aggregator.verify-every=0s")));
            apps.add(app("meal-board", folder, brokers, boardPort, List.of(redis.setting())));
            apps.forEach(app -> Waits.until("an app's start, see " + folder, STARTS_WITHIN_SECONDS, () -> {
                app.expectAlive();
                return app.output().contains("Started ");
            }));
            String token = register("http://127.0.0.1:" + ingestPort);
            try (Stream stream = new Stream(brokers, rate)) {
                stream.awaitFirst(redis.owner(), apps.get(1));
                Thread load = new Thread(() -> stream.run(warmSeconds + seconds, null, 0, apps.get(1)), "load");
                load.start();
                long[] nanos = measure("http://127.0.0.1:" + ingestPort, "http://127.0.0.1:" + boardPort, token, warmSeconds, seconds);
                join(load);
                report.line("delay-http at %,d events/s beside, %d s, %d meals, ms: p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f", rate, seconds,
                        nanos.length, millis(nanos, 0.5), millis(nanos, 0.99), millis(nanos, 0.999), millis(nanos, 1));
            }
        } finally {
            apps.forEach(ChildProcess::kill9);
        }
    }

    private static double millis(long[] nanos, double share) {
        return nanos[Math.min(nanos.length - 1, (int) (nanos.length * share))] / 1e6;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ChildProcess app(String name, Path folder, Brokers brokers, int port, List<String> settings) {
        Path jar = root.resolve(name).resolve("target").resolve(name + ".jar");
        if (!Files.exists(jar)) {
            throw new RefusedException(jar + ": not there (expected: built by benchmarks/run)");
        }
        List<String> command = new ArrayList<>(List.of(Java.BINARY, "-Xmx512m", "-XX:+UseSerialGC", "-jar", jar.toString(),
                "--server.address=127.0.0.1", "--server.port=" + port, "--management.server.address=127.0.0.1",
                "--management.server.port=" + Ports.free(), "--spring.kafka.bootstrap-servers=" + brokers.bootstrap()));
        command.addAll(settings);
        return ChildProcess.start(command, Map.of(), folder.resolve(name + ".log"));
    }

    private String register(String ingest) {
        String[] answer = new String[1];
        // The registry may still be read.
        Waits.until("the registration of a terminal", STARTS_WITHIN_SECONDS, () -> {
            send("PUT", ingest + "/v1/points/" + POINT, ADMIN,
                    "{\"name\":\"bench\",\"district\":\"330106\",\"subdistrict\":\"330106003\"}");
            answer[0] = send("PUT", ingest + "/v1/terminals/T-bench", ADMIN, "{\"pointId\":\"" + POINT + "\"}");
            return TOKEN.matcher(answer[0]).find();
        });
        return found(TOKEN, answer[0]);
    }

    private long[] measure(String ingest, String board, String token, long warmSeconds, long seconds) {
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
        String counts = board + "/v1/counts?from=" + today + "&to=" + today + "&area=" + POINT + "&wait=PT5S&after=";
        long from = System.nanoTime() + warmSeconds * 1_000_000_000L;
        long to = from + seconds * 1_000_000_000L;
        long[] nanos = new long[1 << 20];
        int n = 0;
        for (long start = System.nanoTime(); start < to; start = System.nanoTime()) {
            String answer = send("POST", ingest + "/v1/events", token, meal(today));
            send("GET", counts + found(POSITION, answer), token, "");
            if (start >= from && n < nanos.length) {
                nanos[n++] = System.nanoTime() - start;
            }
            Waits.pause(20);
        }
        long[] measured = Arrays.copyOf(nanos, n);
        Arrays.sort(measured);
        return measured;
    }

    private static String meal(LocalDate today) {
        return """
                {"eventId":"%s","orderId":"%s","fact":"SERVED","occurredAt":"%s","serviceDate":"%s","period":"LUNCH","mode":"DINE_IN"}
                """.formatted(UUID.randomUUID(), UUID.randomUUID(), Instant.now(), today);
    }

    private static String found(Pattern pattern, String answer) {
        Matcher found = pattern.matcher(answer);
        if (!found.find()) {
            throw new RefusedException("answer: " + answer + " (expected: " + pattern + ")");
        }
        return found.group(1);
    }

    private String send(String method, String uri, String token, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (method.equals("GET") && response.statusCode() != 200) {
                throw new RefusedException(uri + ": " + response.statusCode() + " (expected: 200)");
            }
            return response.body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
