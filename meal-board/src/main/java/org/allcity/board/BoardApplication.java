package org.allcity.board;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/** Reads the counts for people and programs: an API and the live page. */
// No /error page: what no controller has answered is answered by ProblemValve.
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@EnableConfigurationProperties(BoardProperties.class)
public class BoardApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application under its own configuration name, so that several can share one JVM and class path. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(BoardApplication.class).properties("spring.config.name=meal-board");
    }
}
