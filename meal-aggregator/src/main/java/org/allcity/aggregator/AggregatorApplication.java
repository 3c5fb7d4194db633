package org.allcity.aggregator;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Counts facts from Kafka into Redis; or, given a command, looks after the counts. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(AggregatorProperties.class)
public class AggregatorApplication {

    /** Apps share one class path behind {@code ./run}, so each reads a file of its own name. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(AggregatorApplication.class).properties("spring.config.name=meal-aggregator");
    }

    public static void main(String[] args) {
        if (CommandLine.isCommand(args)) {
            System.exit(CommandLine.run(args, System.out, System.err));
        }
        builder().run(args);
    }
}
