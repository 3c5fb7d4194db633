package org.allcity.board.http;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;

/** What holds for every answer: problem documents from Tomcat itself, and headers. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    /** Scripts, styles and data from the board alone: the page works without any other host, and runs nothing that is not its own. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                // The host adds a valve of its own unless it finds one of the class it is told.
                host.setErrorReportValveClass(ProblemValve.class.getName());
                host.getPipeline().addValve(new ProblemValve());
            }
        });
    }

    /** Without a predicate {@link Problems} would not be asked about the page and its files. */
    @Bean
    WebMvcConfigurer problemsFromAllHandlers() {
        return new WebMvcConfigurer() {
            @Override
            public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
                for (HandlerExceptionResolver resolver : resolvers) {
                    if (resolver instanceof ExceptionHandlerExceptionResolver advice) {
                        advice.setMappedHandlerPredicate(handler -> true);
                    }
                }
            }
        };
    }

    @Bean
    FilterRegistrationBean<Filter> headers() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            String path = ((HttpServletRequest) request).getRequestURI();
            http.setHeader("X-Content-Type-Options", "nosniff");
            http.setHeader("Referrer-Policy", "no-referrer");
            http.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            // Counts change at any time; the page's files only with the board, so they are asked for but seldom sent again.
            http.setHeader("Cache-Control", path.startsWith("/v1/") ? "no-store" : "no-cache");
            chain.doFilter(request, response);
        });
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
