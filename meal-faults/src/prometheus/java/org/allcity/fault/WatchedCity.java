package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A whole city under load, as deployed: Kafka with its metrics, Redis with its exporter, all three apps, and Prometheus, which reads them. */
final class WatchedCity implements AutoCloseable {

    private static final AppJar BOARD = AppJar.extract("faults.board-jar");
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration ALL_UP_WITHIN = Duration.ofSeconds(60);
    private static final int TARGETS = 5;
    private static final int YEAR_DAYS = 365;
    private static final String STORE_PASSWORD = "certificate";

    private final int kafkaMetrics = Ports.free();
    private final int exporterPort = Ports.free();
    private final Path certificate = Faults.folder("certificate").resolve("server.p12");
    private final KafkaProcesses kafka;
    private final RedisProcess redis;
    private final FaultedCity city;
    private final IngestProcess ingest;
    private final AppProcess aggregator;
    private final AppProcess board;
    private final ChildProcess exporter;
    private final Prometheus prometheus;
    private final Terminals terminals;

    private WatchedCity() {
        certificate(YEAR_DAYS);
        kafka = KafkaProcesses.withAgent(System.getProperty("faults.jmx-exporter") + "=127.0.0.1:" + kafkaMetrics + ":"
                + Path.of("..", "deploy", "kafka", "jmx-exporter.yaml"));
        List<String> redisSettings = new ArrayList<>(RedisProcess.APPEND_ONLY);
        redisSettings.add("maxmemory 512mb");
        redis = RedisProcess.start(redisSettings);
        city = FaultedCity.create(kafka, redis::port);
        // What it compares costs more than what is tested here.
        city.watch(false);
        aggregator = beginAggregator();
        board = beginBoard();
        ingest = IngestProcess.start(city, "--meals.ingest.silent-after=1m");
        aggregator.awaitStarted();
        board.awaitStarted();
        exporter = ChildProcess.start(
                List.of("prometheus-redis-exporter", "--web.listen-address=127.0.0.1:" + exporterPort, "--redis.addr="),
                Map.of(), Faults.folder("exporter").resolve("exporter.log"));
        prometheus = Prometheus.start(Map.of(
                "ingest:9080", "127.0.0.1:" + ingest.app().managementPort(),
                "aggregator:9082", "127.0.0.1:" + aggregator.managementPort(),
                "board:9081", "127.0.0.1:" + board.managementPort(),
                "kafka-metrics:9404", "127.0.0.1:" + kafkaMetrics,
                "redis-exporter:9121", "127.0.0.1:" + exporterPort,
                "redis:6379", "127.0.0.1:" + redis.port()));
        terminals = Terminals.register(ingest::port, city.city(), city.seed());
        terminals.live();
        terminals.start(PAUSE);
        await().atMost(ALL_UP_WITHIN).until(() -> prometheus.query("up == 1").size() == TARGETS);
    }

    static WatchedCity start() {
        return new WatchedCity();
    }

    private AppProcess beginAggregator() {
        List<String> settings = new ArrayList<>(city.aggregatorSettings(redis.port()));
        settings.add("--meals.aggregator.verify-every=10s");
        SharedJars.aggregator().archiveClasses(settings);
        return AppProcess.begin(SharedJars.aggregator(), settings);
    }

    private AppProcess beginBoard() {
        List<String> settings = List.of(
                "--meals.city=" + city.city(),
                "--spring.data.redis.url=redis://127.0.0.1:" + redis.port(),
                "--meals.board.figures-every=1s",
                "--spring.ssl.bundle.jks.server.keystore.location=file:" + certificate,
                "--spring.ssl.bundle.jks.server.keystore.password=" + STORE_PASSWORD,
                "--spring.ssl.bundle.jks.server.keystore.type=PKCS12",
                "--spring.ssl.bundle.jks.server.reload-on-update=true");
        BOARD.archiveClasses(settings);
        return AppProcess.begin(BOARD, settings);
    }

    /** From now on the board's certificate ends in so many days. */
    void certificate(int days) {
        Path fresh = certificate.resolveSibling("fresh.p12");
        try {
            Files.deleteIfExists(fresh);
            Process keytool = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-validity", Integer.toString(days),
                    "-storetype", "PKCS12", "-keystore", fresh.toString(), "-storepass", STORE_PASSWORD)
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: exit status " + keytool.exitValue());
            }
            Files.move(fresh, certificate, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    KafkaProcesses kafka() {
        return kafka;
    }

    RedisProcess redis() {
        return redis;
    }

    FaultedCity city() {
        return city;
    }

    AppProcess aggregator() {
        return aggregator;
    }

    AppProcess board() {
        return board;
    }

    Terminals terminals() {
        return terminals;
    }

    Prometheus prometheus() {
        return prometheus;
    }

    @Override
    public void close() {
        terminals.giveUp();
        prometheus.close();
        exporter.kill9();
        ingest.close();
        board.close();
        aggregator.close();
        city.close();
        redis.close();
        kafka.close();
    }
}
