package org.allcity.board;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.allcity.counts.CountView;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Puts the parts together. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class BoardConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** The counts as all parts see them; the store behind them is given by an adapter under the name store. */
    @Bean
    @Primary
    CountView counts(@Qualifier("store") CountView store, MeterRegistry metrics) {
        return new WatchedCountView(store, metrics);
    }

    @Bean
    Board board(CountView counts, Clock clock, BoardProperties properties) {
        return new Board(new BoundedCountView(counts, properties.board().readingsMax()), clock, properties.city());
    }

    @Bean
    DayAtAGlance dayAtAGlance(CountView counts, Clock clock, BoardProperties properties) {
        return new DayAtAGlance(counts, clock, properties.city());
    }

    @Bean
    TodayGauges todayGauges(CountView counts, Clock clock, BoardProperties properties, MeterRegistry metrics) {
        return new TodayGauges(counts, clock, properties.city(), metrics);
    }

    @Bean
    PositionWaiters positionWaiters(CountView counts, BoardProperties properties, MeterRegistry metrics) {
        BoardProperties.Limits limits = properties.board();
        PositionWaiters waiters = new PositionWaiters(counts, limits.pollInterval(), limits.waitersMax());
        Gauge.builder("meals.board.waiters", waiters, PositionWaiters::waiting)
                .description("Requests that wait for the counts to include a record")
                .register(metrics);
        return waiters;
    }

    @Bean
    AwaitedAnswers awaitedAnswers(PositionWaiters waiters, ThreadPoolTaskExecutor awaitedReaders) {
        return new AwaitedAnswers(waiters, awaitedReaders);
    }

    @Bean
    ThreadPoolTaskExecutor awaitedReaders(BoardProperties properties) {
        ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
        threads.setThreadNamePrefix("awaited-reader-");
        threads.setCorePoolSize(properties.board().readingsMax());
        threads.setMaxPoolSize(properties.board().readingsMax());
        threads.setQueueCapacity(properties.board().waitersMax());
        threads.setAllowCoreThreadTimeOut(true);
        threads.setDaemon(true);
        // Idle threads end before Tomcat looks for threads that were left behind.
        threads.setStrictEarlyShutdown(true);
        return threads;
    }

    /** Reads the positions, as every answer does: a ping stays green when scripts fail. */
    @Bean
    HealthIndicator countsHealthIndicator(CountView counts) {
        return () -> {
            try {
                return Health.up().withDetail("partitions", counts.positions().size()).build();
            } catch (RuntimeException e) {
                return Health.down().withDetail("reason", String.valueOf(e.getMessage())).build();
            }
        };
    }
}
