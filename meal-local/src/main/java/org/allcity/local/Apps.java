package org.allcity.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allcity.aggregator.AggregatorApplication;
import org.allcity.board.BoardApplication;
import org.allcity.ingest.IngestApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the three apps with the settings that make them one local city. */
final class Apps {

    static final String CITY = "330100";
    static final String ADMIN_TOKEN = "local-admin";

    /** In this JVM every app sees the libraries of all: what another app brought must not configure itself here. */
    private static final String WITHOUT_REDIS = String.join(",",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration");
    private static final String WITHOUT_KAFKA = String.join(",",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.metrics.KafkaMetricsAutoConfiguration");

    private final LocalPorts ports;

    Apps(LocalPorts ports) {
        this.ports = ports;
    }

    ConfigurableApplicationContext startIngest(String bootstrapServers, String pseudonymKey) {
        Map<String, String> settings = common(LocalPorts.Use.INGEST, LocalPorts.Use.INGEST_MANAGEMENT);
        kafka(settings, bootstrapServers);
        settings.put("meals.ingest.admin-token", ADMIN_TOKEN);
        settings.put("meals.ingest.pseudonym-key", pseudonymKey);
        settings.put("spring.autoconfigure.exclude", WITHOUT_REDIS);
        return start(IngestApplication.builder(), settings);
    }

    ConfigurableApplicationContext startAggregator(String bootstrapServers, String redisUri) {
        Map<String, String> settings = common(LocalPorts.Use.AGGREGATOR, LocalPorts.Use.AGGREGATOR_MANAGEMENT);
        kafka(settings, bootstrapServers);
        settings.put("spring.data.redis.url", redisUri);
        // The board's page lies on the class path of all.
        settings.put("spring.web.resources.add-mappings", "false");
        return start(AggregatorApplication.builder(), settings);
    }

    ConfigurableApplicationContext startBoard(String redisUri, String notice) {
        Map<String, String> settings = common(LocalPorts.Use.BOARD, LocalPorts.Use.BOARD_MANAGEMENT);
        settings.put("spring.data.redis.url", redisUri);
        settings.put("spring.autoconfigure.exclude", WITHOUT_KAFKA);
        settings.put("meals.board.notice", notice);
        // A live page never finishes its request: waiting for it would only delay the end.
        settings.put("server.shutdown", "immediate");
        return start(BoardApplication.builder(), settings);
    }

    private Map<String, String> common(LocalPorts.Use port, LocalPorts.Use managementPort) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("meals.city", CITY);
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", Integer.toString(ports.of(port)));
        settings.put("management.server.address", "127.0.0.1");
        settings.put("management.server.port", Integer.toString(ports.of(managementPort)));
        settings.put("spring.lifecycle.timeout-per-shutdown-phase", "3s");
        // The registry of one app must not show the meters of the others.
        settings.put("management.metrics.use-global-registry", "false");
        return settings;
    }

    private static void kafka(Map<String, String> settings, String bootstrapServers) {
        settings.put("spring.kafka.bootstrap-servers", bootstrapServers);
        settings.put("meals.kafka.replication-factor", "1");
        settings.put("meals.kafka.min-insync-replicas", "1");
    }

    /** Given as arguments, because these come before environment variables, which are meant for one app only. */
    private static ConfigurableApplicationContext start(SpringApplicationBuilder app, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>();
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        // This JVM has one shutdown hook, which ends the parts in their order.
        return app.registerShutdownHook(false).run(arguments.toArray(String[]::new));
    }
}
