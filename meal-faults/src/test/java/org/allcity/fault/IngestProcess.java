package org.allcity.fault;

import java.util.ArrayList;
import java.util.List;

/** The real ingest of a city as a process of its own. */
final class IngestProcess implements AutoCloseable {

    private static final AppJar JAR = AppJar.extract("faults.ingest-jar");

    private final AppProcess app;

    private IngestProcess(AppProcess app) {
        this.app = app;
    }

    /** Returns when it listens; it may still be reading the registry, and tells terminals so. */
    static IngestProcess start(FaultedCity city, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--meals.city=" + city.city(),
                "--meals.kafka.partitions=" + FaultedCity.PARTITIONS,
                "--meals.kafka.replication-factor=" + city.replicas(),
                "--meals.kafka.min-insync-replicas=" + Math.max(1, city.replicas() - 1),
                "--management.server.address=127.0.0.1",
                "--meals.ingest.admin-token=" + Terminals.ADMIN_TOKEN,
                "--meals.ingest.pseudonym-key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "--meals.ingest.ack-timeout=3s",
                "--spring.kafka.bootstrap-servers=" + city.bootstrapServers()));
        settings.addAll(List.of(more));
        JAR.archiveClasses(settings);
        AppProcess app = AppProcess.beginWithTwoPorts(JAR, settings);
        app.awaitStarted();
        return new IngestProcess(app);
    }

    int port() {
        return app.port();
    }

    AppProcess app() {
        return app;
    }

    @Override
    public void close() {
        app.close();
    }
}
