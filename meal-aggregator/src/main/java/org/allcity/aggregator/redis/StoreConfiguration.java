package org.allcity.aggregator.redis;

import io.micrometer.core.instrument.MeterRegistry;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.AggregatorProperties;
import org.allcity.counts.redis.RedisCounts;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean
    RedisCounts redisCounts(
            LettuceConnectionFactory redis,
            AggregatorProperties settings,
            @Value("${meals.city}") String city,
            Environment environment) {
        RedisCounts counts = RedisCounts.connect(redis.getRequiredNativeClient(), city, settings.storeTimeout());
        if (!environment.matchesProfiles("command")) {
            counts.checkSafety();
        }
        return counts;
    }

    @Bean
    AggregatorMetrics aggregatorMetrics(MeterRegistry registry) {
        return new AggregatorMetrics(registry);
    }
}
