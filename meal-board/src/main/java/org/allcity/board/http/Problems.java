package org.allcity.board.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.allcity.board.BusyException;
import org.allcity.board.InvalidParameterException;
import org.allcity.board.NotReachedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.TooMuchAskedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Turns whatever goes wrong into a problem document that says what to do. */
@ControllerAdvice
class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    void invalidParameter(InvalidParameterException e, HttpServletResponse response) throws IOException {
        ProblemWriter.write(response, ProblemType.INVALID_PARAMETER, 400, e.getMessage(), e.parameter());
    }

    /** Tomcat's own, from reading parameters that are not encoded as they must be. */
    @ExceptionHandler
    void unreadableParameters(org.apache.tomcat.util.http.InvalidParameterException e, HttpServletResponse response)
            throws IOException {
        ProblemWriter.write(
                response,
                ProblemType.BAD_REQUEST,
                "query: cannot be read (expected: name=value pairs with & between, percent-encoded UTF-8)");
    }

    @ExceptionHandler
    void tooMuchAsked(TooMuchAskedException e, HttpServletResponse response) throws IOException {
        ProblemWriter.write(response, ProblemType.TOO_MUCH_ASKED, e.getMessage());
    }

    @ExceptionHandler
    void notReached(NotReachedException e, HttpServletResponse response) throws IOException {
        ProblemWriter.write(response, ProblemType.NOT_REACHED, 504, e.getMessage(), "after");
    }

    @ExceptionHandler
    void busy(BusyException e, HttpServletResponse response) throws IOException {
        tryLater(response, ProblemType.BUSY, e.getMessage());
    }

    /** All threads that could write the live stream do so already. */
    @ExceptionHandler
    void rejected(RejectedExecutionException e, HttpServletResponse response) throws IOException {
        tryLater(response, ProblemType.BUSY, "as many viewers as the settings allow watch already (expected: at most that many; ask again)");
    }

    @ExceptionHandler
    void storeUnavailable(StoreUnavailableException e, HttpServletResponse response) throws IOException {
        tryLater(response, ProblemType.COUNTS_UNAVAILABLE, "the counts cannot be read now (expected: soon again; ask again)");
    }

    @ExceptionHandler
    void callerLeft(AsyncRequestNotUsableException e) {
        LOG.debug("The caller left before the answer was written", e);
    }

    @ExceptionHandler
    void other(Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            LOG.debug("The answer broke off", e);
            return;
        }
        response.resetBuffer();
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            int status = known.getStatusCode().value();
            ProblemWriter.write(response, ProblemType.of(status), status, detail(e, request), null);
            return;
        }
        LOG.error("A request failed", e);
        ProblemWriter.write(response, ProblemType.INTERNAL, "the request could not be answered; the board's log says why");
    }

    private static String detail(Exception e, HttpServletRequest request) {
        if (e instanceof HttpRequestMethodNotSupportedException method) {
            return "method: " + shortened(method.getMethod()) + " (expected: "
                    + String.join(" or ", method.getSupportedMethods() == null ? new String[] {"GET"} : method.getSupportedMethods())
                    + ")";
        }
        if (e instanceof HttpMediaTypeNotAcceptableException type) {
            return "Accept: " + shortened(String.valueOf(request.getHeader(HttpHeaders.ACCEPT))) + " (expected: "
                    + type.getSupportedMediaTypes().stream().map(MediaType::toString).collect(Collectors.joining(" or ")) + ")";
        }
        return "path: " + shortened(request.getRequestURI()) + " (expected: /v1/counts, /v1/persons, /v1/outstanding, /v1/curve,"
                + " /v1/day, /v1/live or / for the live page)";
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static void tryLater(HttpServletResponse response, ProblemType type, String detail) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, "2");
        ProblemWriter.write(response, type, detail);
    }
}
