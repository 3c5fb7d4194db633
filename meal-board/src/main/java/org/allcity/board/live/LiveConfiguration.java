package org.allcity.board.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.allcity.board.BoardProperties;
import org.allcity.board.DayAtAGlance;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** One reader, and a thread per viewer up to a limit. */
@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

    @Bean
    LiveFeed liveFeed(DayAtAGlance day, BoardProperties properties, MeterRegistry metrics) {
        LiveFeed feed = new LiveFeed(day::today, properties.board().liveInterval());
        Gauge.builder("meals.board.viewers", feed, LiveFeed::viewers)
                .description("Viewers of the live stream")
                .register(metrics);
        return feed;
    }

    @Bean
    ThreadPoolTaskExecutor liveStreams(BoardProperties properties) {
        ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
        threads.setThreadNamePrefix("live-stream-");
        threads.setCorePoolSize(0);
        threads.setMaxPoolSize(properties.board().viewersMax());
        // No queue: one viewer too many is refused at once instead of looking at an empty page.
        threads.setQueueCapacity(0);
        threads.setDaemon(true);
        // Idle threads end before Tomcat looks for threads that were left behind.
        threads.setStrictEarlyShutdown(true);
        return threads;
    }

    @Bean
    WebMvcConfigurer liveStreamThreads(ThreadPoolTaskExecutor liveStreams) {
        return new WebMvcConfigurer() {
            @Override
            public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
                configurer.setTaskExecutor(liveStreams);
            }
        };
    }
}
