package org.allcity.ingest.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;

/** Answers what never reaches a controller, such as a malformed request line, with a problem document and not with Tomcat's page. */
public class ProblemValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    /** Tomcat makes it by its class name. */
    public ProblemValve() {}

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        // Malformed requests come with an exception too: theirs is the client's, and holds what the client sent.
        if (throwable != null && status >= 500) {
            log.error("A request failed outside of the controllers.", throwable);
        }
        byte[] body = Json.write(Problem.of(status, StatusDetails.of(status)));
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("The answer could not be written: {}", e.toString());
        }
    }
}
