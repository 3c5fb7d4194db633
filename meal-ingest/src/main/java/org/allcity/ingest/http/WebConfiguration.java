package org.allcity.ingest.http;

import io.micrometer.observation.ObservationFilter;
import java.time.Duration;
import java.util.Map;
import org.allcity.ingest.IngestProperties;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** What the web server and Spring do of their own accord: their errors, and how long they wait. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class WebConfiguration implements WebMvcConfigurer {

    // The controllers answer in time themselves; the server's own timeout must not come first.
    private static final Duration ASYNC_MARGIN = Duration.ofSeconds(10);

    private final Duration asyncTimeout;

    WebConfiguration(IngestProperties properties) {
        this.asyncTimeout = properties.ackTimeout().plus(ASYNC_MARGIN);
    }

    @Override
    public void configureAsyncSupport(AsyncSupportConfigurer async) {
        async.setDefaultTimeout(asyncTimeout.toMillis());
    }

    /** Before Spring's own servlet, which has all other paths. */
    @Bean
    static ServletRegistrationBean<EventsServlet> eventsServlet(
            ObjectProvider<EventIntake> intakes, IngestProperties properties) {
        return new ServletRegistrationBean<>(new EventsServlet(intakes, properties.ackTimeout()), EventsServlet.PATH);
    }

    /** Paths of registrations name terminals and points; the pattern of the path is told beside it. */
    @Bean
    @ConditionalOnBooleanProperty("meals.tracing.enabled")
    static ObservationFilter pathsLeftOutOfSpans() {
        return context -> context.removeHighCardinalityKeyValue("http.url");
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTheServerToo() {
        return factory -> factory.addContextCustomizers(WebConfiguration::answerWithProblems);
    }

    /** For paths that no controller has: Spring's own way there fails on some Content-Type headers, with a 500. */
    @Bean
    static SimpleUrlHandlerMapping unknownPaths() {
        HttpRequestHandler notFound = (request, response) -> {
            byte[] body = Json.write(Problem.of(ProblemType.NOT_FOUND, StatusDetails.of(404)));
            response.setStatus(404);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        };
        // After the controllers (0), before all that Spring adds.
        return new SimpleUrlHandlerMapping(Map.of("/**", notFound), 1);
    }

    private static void answerWithProblems(Context context) {
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
        }
    }
}
