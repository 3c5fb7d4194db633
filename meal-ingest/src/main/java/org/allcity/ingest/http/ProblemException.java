package org.allcity.ingest.http;

import java.util.Map;

/** Ends a request with a problem. */
final class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final Problem problem;
    private final Map<String, String> headers;

    ProblemException(ProblemType type, String detail) {
        this(type, Problem.of(type, detail), Map.of());
    }

    ProblemException(ProblemType type, Problem problem, Map<String, String> headers) {
        // Bad requests are ordinary here: no stack trace.
        super(problem.detail(), null, false, false);
        this.type = type;
        this.problem = problem;
        this.headers = headers;
    }

    static ProblemException retry(ProblemType type, String detail, long retryAfterSeconds) {
        return new ProblemException(type, Problem.of(type, detail),
                Map.of("Retry-After", String.valueOf(Math.max(1, retryAfterSeconds))));
    }

    ProblemType type() {
        return type;
    }

    Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }
}
