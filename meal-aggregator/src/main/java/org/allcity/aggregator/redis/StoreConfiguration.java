package org.allcity.aggregator.redis;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.AggregatorProperties;
import org.allcity.aggregator.RefusedToStartException;
import org.allcity.aggregator.StoreSafety;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.redis.RedisCounts;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    private static final String PRODUCTION = "production";

    /** A command that runs for minutes beside a loaded system does not give up over a slow answer. */
    private static final Duration COMMAND_WAITS = Duration.ofSeconds(30);

    @Bean
    RedisCounts redisCounts(
            LettuceConnectionFactory redis,
            AggregatorProperties settings,
            @Value("${meals.city}") String city,
            Environment environment) {
        boolean command = environment.matchesProfiles("command");
        Duration timeout = command && settings.storeTimeout().compareTo(COMMAND_WAITS) < 0 ? COMMAND_WAITS : settings.storeTimeout();
        if (command) {
            return RedisCounts.connect(redis.getRequiredNativeClient(), city, timeout);
        }
        try {
            RedisCounts counts = RedisCounts.connect(redis.getRequiredNativeClient(), city, timeout);
            counts.checkSafety();
            if (environment.matchesProfiles(PRODUCTION)) {
                counts.checkPersistence();
            }
            return counts;
        } catch (StoreUnavailableException e) {
            throw new RefusedToStartException(
                    e.getMessage() + " (expected: a Redis that answers, as spring.data.redis says; start it, then this app again)", e);
        } catch (IllegalStateException | StoreDamagedException e) {
            throw new RefusedToStartException(String.valueOf(e.getMessage()), e);
        }
    }

    @Bean
    StoreSafety storeSafety(RedisCounts counts, MeterRegistry registry) {
        return new MeasuredSafety(counts, registry);
    }

    @Bean
    AggregatorMetrics aggregatorMetrics(MeterRegistry registry) {
        return new AggregatorMetrics(registry);
    }
}
