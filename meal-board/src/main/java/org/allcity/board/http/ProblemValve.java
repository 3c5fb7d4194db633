package org.allcity.board.http;

import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers, as a problem document, what never reached a controller: malformed requests, and faults of the filters. */
final class ProblemValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable fault) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean canWrite = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, canWrite);
        if (!canWrite.get()) {
            return;
        }
        try {
            // No charset: the documents written here are ASCII.
            response.setContentType(ProblemWriter.CONTENT_TYPE);
            response.setHeader("Cache-Control", "no-store");
            Writer reporter = response.getReporter();
            if (reporter != null) {
                reporter.write(ProblemWriter.document(ProblemType.of(status), status, detail(status), null));
                response.finishResponse();
            }
        } catch (IOException e) {
            LOG.debug("The caller left before the problem could be written", e);
        }
    }

    private static String detail(int status) {
        return status < 500
                ? "request: not understood (expected: HTTP/1.1 with an encoded path and query, and headers of 8 KB at most)"
                : "the request could not be answered; the board's log says why";
    }
}
