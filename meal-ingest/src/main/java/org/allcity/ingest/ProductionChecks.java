package org.allcity.ingest;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/** Refuses, under the profile {@code production}, settings that are good enough to try the platform and no more. */
@Configuration(proxyBeanMethods = false)
@Profile(ProductionChecks.PROFILE)
public class ProductionChecks {

    public static final String PROFILE = "production";

    /** An event that one broker alone has is lost with it. */
    public static final int REPLICAS_MIN = 2;

    private static final int ADMIN_TOKEN_LENGTH_MIN = 16;
    private static final int KEY_BYTES_DIFFERENT_MIN = 10;
    /** How keys begin that {@code ./run} makes, in hex. */
    private static final String LOCAL_KEY = "10ca110ca1";
    /** How the one in deploy/secrets begins, which everyone can read there. */
    private static final String TRIAL_KEY = "for-trials-only";

    /** Before any bean is made, since topics are created as the settings say. */
    @Bean
    static BeanFactoryPostProcessor productionSettings(Environment environment) {
        return beans -> {
            Binder settings = Binder.get(environment);
            check(settings.bind("meals", CityProperties.class).get().kafka());
            check(settings.bind("meals.ingest", IngestProperties.class).get());
        };
    }

    static void check(CityProperties.Kafka kafka) {
        if (kafka.replicationFactor() < REPLICAS_MIN) {
            throw RefusedToStartException.setting("meals.kafka.replication-factor", kafka.replicationFactor(), REPLICAS_MIN
                    + " or more in production, best 3: what one broker alone has is lost with it; add brokers and set it");
        }
        if (kafka.minInsyncReplicas() < REPLICAS_MIN) {
            throw RefusedToStartException.setting("meals.kafka.min-insync-replicas", kafka.minInsyncReplicas(), REPLICAS_MIN
                    + " or more in production: else an event is acknowledged that one broker alone has; set it");
        }
    }

    static void check(IngestProperties ingest) {
        String token = ingest.adminToken();
        if (token.startsWith("local")) {
            throw RefusedToStartException.secret("meals.ingest.admin-token", "that of ./run",
                    "a token of your own in production, as openssl rand -hex 32 makes");
        }
        if (token.length() < ADMIN_TOKEN_LENGTH_MIN) {
            throw RefusedToStartException.secret("meals.ingest.admin-token", token.length() + " characters",
                    ADMIN_TOKEN_LENGTH_MIN + " or more in production, as openssl rand -hex 32 makes");
        }
        if (ingest.pseudonymKey().strip().startsWith(LOCAL_KEY)) {
            throw RefusedToStartException.secret("meals.ingest.pseudonym-key", "one that ./run made",
                    "a key of your own in production, as openssl rand -hex 32 makes, kept where secrets are kept");
        }
        if (ingest.pseudonymKey().strip().startsWith(TRIAL_KEY)) {
            throw RefusedToStartException.secret("meals.ingest.pseudonym-key", "that of deploy/secrets",
                    "a key of your own in production, as deploy/secrets/make makes, kept where secrets are kept");
        }
        byte[] key = ingest.pseudonymKeyBytes();
        if (different(key) < KEY_BYTES_DIFFERENT_MIN) {
            throw RefusedToStartException.secret("meals.ingest.pseudonym-key", different(key) + " different bytes",
                    "a random key in production, as openssl rand -hex 32 makes: who guesses it can tell who ate where");
        }
    }

    private static long different(byte[] key) {
        boolean[] seen = new boolean[256];
        long different = 0;
        for (byte one : key) {
            different += seen[one & 0xff] ? 0 : 1;
            seen[one & 0xff] = true;
        }
        return different;
    }
}
