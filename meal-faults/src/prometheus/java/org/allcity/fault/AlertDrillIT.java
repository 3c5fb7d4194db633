package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each alert is seen to fire in a real Prometheus when its fault is caused in a real city, and to end when the fault does. An alert without
 * a drill fails here. {@code -Dfaults.alerts=MealsRedis.*} drills some of them.
 */
class AlertDrillIT {

    private static final Duration FIRES_WITHIN = Duration.ofSeconds(150);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(150);
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final int SILENT_POINTS = 4;

    private static WatchedCity watched;

    private final Map<String, Drill> drills = drills();

    /** How a fault is caused, and ended; what cannot be ended comes last. */
    private record Drill(Runnable cause, Runnable end, boolean last) {

        Drill(Runnable cause, Runnable end) {
            this(cause, end, false);
        }
    }

    @BeforeAll
    static void start() {
        watched = WatchedCity.start();
    }

    @AfterAll
    static void end() {
        watched.close();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void firesWhenItsFaultIsCausedAndEndsWithIt(String alert) {
        Drill drill = drills.get(alert);
        assertThat(drill).as("a drill of %s", alert).isNotNull();
        await().atMost(ENDS_WITHIN).until(() -> !watched.prometheus().fires(alert));

        drill.cause().run();
        long caused = System.nanoTime();
        await().atMost(FIRES_WITHIN).until(() -> watched.prometheus().fires(alert));
        Duration fired = Duration.ofNanos(System.nanoTime() - caused);
        drill.end().run();
        if (!drill.last()) {
            await().atMost(ENDS_WITHIN).until(() -> !watched.prometheus().fires(alert));
        }
        System.out.printf("%s fired after %.1f s, with windows of a thirtieth%n", alert, fired.toMillis() / 1000.0);
    }

    static Stream<String> alerts() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : Prometheus.ruleFiles()) {
            Matcher alert = ALERT.matcher(Files.readString(file));
            while (alert.find()) {
                names.add(alert.group(1));
            }
        }
        Map<String, Drill> drills = new AlertDrillIT().drills;
        names.sort((one, other) -> Boolean.compare(isLast(drills, one), isLast(drills, other)));
        return names.stream().filter(name -> name.matches(System.getProperty("faults.alerts", ".*")));
    }

    private static boolean isLast(Map<String, Drill> drills, String alert) {
        Drill drill = drills.get(alert);
        return drill != null && drill.last();
    }

    private static Map<String, Drill> drills() {
        Drill standStill = new Drill(() -> watched.redis().process().freeze(), () -> watched.redis().process().wake());
        Drill policy = new Drill(
                () -> redis("maxmemory-policy", "allkeys-lru"), () -> redis("maxmemory-policy", "noeviction"));
        Drill kafkaAway = new Drill(
                () -> watched.kafka().broker(0).process().kill9(), () -> watched.kafka().broker(0).start());
        Map<String, Drill> drills = new LinkedHashMap<>();
        drills.put("MealsFreshnessBurnsFast", standStill);
        drills.put("MealsFreshnessBurnsSlowly", standStill);
        drills.put("MealsPartitionStopped", policy);
        drills.put("MealsRedisMayEvict", policy);
        drills.put("MealsRedisNotPersisting", new Drill(() -> redis("appendonly", "no"), () -> redis("appendonly", "yes")));
        drills.put("MealsLogRetentionNear", new Drill(() -> retention("3600000"), () -> retention("-1")));
        drills.put("MealsLogHole", new Drill(AlertDrillIT::deleteUncounted, () -> {}, true));
        drills.put("MealsCountsDrift", new Drill(AlertDrillIT::plant, () -> watched.redis().ask(redis -> redis.del(longPast()))));
        drills.put("MealsTargetDown", new Drill(() -> watched.board().process().kill9(), () -> watched.board().beginAgain()));
        drills.put("MealsCertificateExpires", new Drill(() -> watched.certificate(20), () -> watched.certificate(365)));
        drills.put("MealsIngestRefuses", kafkaAway);
        drills.put("MealsNotVerified", kafkaAway);
        drills.put("MealsRejectedShare", new Drill(AlertDrillIT::sendWhatIsRejected, () -> {}));
        drills.put("MealsPointsSilent", new Drill(() -> points("00:00-23:59"), () -> points(hourFromNow(12))));
        drills.put("MealsTerminalClocksOff", new Drill(
                () -> watched.terminals().events(0).clockError(Duration.ofMinutes(2)),
                () -> watched.terminals().events(0).clockError(Duration.ZERO)));
        return drills;
    }

    private static void redis(String setting, String value) {
        watched.redis().ask(redis -> redis.configSet(setting, value));
    }

    private static void retention(String millis) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, watched.city().topic());
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(
                    new AlterConfigOp(new ConfigEntry("retention.ms", millis), AlterConfigOp.OpType.SET)))).all().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Records of partition 0 that nobody counted are gone when the aggregator comes back. */
    private static void deleteUncounted() {
        watched.aggregator().process().kill9();
        long position = watched.city().positions().get(0);
        await().atMost(FIRES_WITHIN).until(() -> watched.city().truth().end().get(0) > position + 20);
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(watched.city().topic(), 0), RecordsToDelete.beforeOffset(position + 20)))
                    .all().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        watched.aggregator().beginAgain();
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", watched.city().bootstrapServers()));
    }

    /** A meal that no log has, on a day past: a count of today would be written over by the next meal that counts in it. */
    private static void plant() {
        watched.redis().ask(redis -> redis.hset(longPast(), "LI6m", "1"));
    }

    private static String longPast() {
        return "{" + watched.city().city() + "}:1:day:20200101:" + district("06");
    }

    private static void sendWhatIsRejected() {
        String event = new TerminalEvents(watched.city().seed(), 1).next(Instant.now()).replaceFirst("\"servings\":\\d+", "\"servings\":21");
        for (int i = 0; i < 20; i++) {
            watched.terminals().sendUntilAnswered(1, Collections.nCopies(50, event));
        }
    }

    /** Points without a terminal, open at that time of each day. */
    private static void points(String window) {
        String district = district("05");
        for (int i = 1; i <= SILENT_POINTS; i++) {
            watched.terminals().put("/v1/points/" + district + "-000" + i, Map.of(
                    "name", "静", "district", district, "subdistrict", district + "001", "windows", Map.of("LUNCH", window)));
        }
    }

    private static String district(String number) {
        return watched.city().city().substring(0, 4) + number;
    }

    /** An hour of the service day that is so many hours away. */
    private static String hourFromNow(int hours) {
        int hour = ZonedDateTime.now(ZoneId.of("Asia/Shanghai")).plusHours(hours).getHour();
        return "%02d:00-%02d:59".formatted(hour, hour);
    }
}
