package org.allcity.ingest.http;

import java.util.HashMap;
import java.util.Map;
import org.allcity.ingest.InvalidFieldException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Turns what controllers and Spring throw into problem documents. */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<byte[]> problem(ProblemException e) {
        return Json.answer(e);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> invalid(InvalidFieldException e) {
        return Json.answer(new ProblemException(ProblemType.INVALID, e.detail()));
    }

    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        log.debug("The client went away before its answer.");
    }

    @ExceptionHandler
    ResponseEntity<byte[]> any(Exception e) {
        if (e instanceof ErrorResponse spring) {
            int status = spring.getStatusCode().value();
            Map<String, String> headers = new HashMap<>();
            spring.getHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
            if (status == 503) {
                headers.put(HttpHeaders.RETRY_AFTER, "5");
            }
            return Json.answer(new ProblemException(ProblemType.of(status), Problem.of(status, StatusDetails.of(status)), headers));
        }
        log.error("A request failed on our side.", e);
        return Json.answer(new ProblemException(ProblemType.INTERNAL, StatusDetails.of(500)));
    }
}
