package org.allcity.ingest;

import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Takes the terminals' reports over HTTP and writes them to the city's log. */
// No /error page: whatever no controller has answered is answered by ProblemValve.
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@EnableConfigurationProperties({IngestProperties.class, CityProperties.class})
public class IngestApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application under its own configuration name, so that several can share one JVM and class path. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(IngestApplication.class).properties("spring.config.name=meal-ingest");
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Pseudonyms pseudonyms(IngestProperties properties) {
        return new Pseudonyms(properties.pseudonymKeyBytes());
    }

    @Bean
    ReportValidator reportValidator(Pseudonyms pseudonyms) {
        return new ReportValidator(pseudonyms);
    }

    @Bean
    PointValidator pointValidator(CityProperties city) {
        return new PointValidator(city.city());
    }
}
