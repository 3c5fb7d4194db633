package org.allcity.ingest.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.allcity.ingest.CityProperties;
import org.allcity.ingest.InMemoryRegistry;
import org.allcity.ingest.IngestProperties;
import org.allcity.ingest.PointValidator;
import org.allcity.ingest.Pseudonyms;
import org.allcity.ingest.RecordingPublisher;
import org.allcity.ingest.ReportValidator;
import org.allcity.ingest.RunningIngest;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** The real web server and controllers, without Kafka and at a fixed time. */
// Not a @Configuration, or the application itself would find it in its own package.
@EnableAutoConfiguration(exclude = {ErrorMvcAutoConfiguration.class, KafkaAutoConfiguration.class})
@ComponentScan(basePackageClasses = EventsServlet.class)
@EnableConfigurationProperties({IngestProperties.class, CityProperties.class})
class FakeIngest {

    static final Instant NOW = Instant.parse("2026-11-23T04:00:00Z");

    static RunningIngest start(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "--management.endpoint.health.validate-group-membership=false";
        return RunningIngest.start(
                new SpringApplicationBuilder(FakeIngest.class).properties("spring.config.name=meal-ingest"), all);
    }

    @Bean
    Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Bean
    ReportValidator reportValidator() {
        return new ReportValidator(new Pseudonyms(RunningIngest.PSEUDONYM_KEY.getBytes(StandardCharsets.UTF_8)));
    }

    @Bean
    PointValidator pointValidator() {
        return new PointValidator("330100");
    }

    @Bean
    RecordingPublisher publisher() {
        return new RecordingPublisher();
    }

    @Bean
    InMemoryRegistry registry() {
        return new InMemoryRegistry();
    }
}
