package org.allcity.ingest.http;

import java.util.Arrays;
import java.util.Locale;

/** Every kind of error that this API answers with. The type URIs are promised: programs tell errors apart by them. */
enum ProblemType {

    BAD_REQUEST(400, "The request cannot be understood"),
    NOT_JSON(400, "The body is not JSON"),
    NOT_CSV(400, "The body is not CSV"),
    NO_EVENTS(400, "The body holds no event"),
    UNAUTHORIZED(401, "A valid token is needed"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer is not to be had in that form"),
    TOO_LARGE(413, "The request is too large"),
    WRONG_TYPE(415, "The body has a type that is not taken here"),
    ALL_REJECTED(422, "No event could be accepted"),
    INVALID(422, "The registration cannot be accepted"),
    TOO_MANY_EVENTS(429, "The terminal is over its rate"),
    INTERNAL(500, "Something is wrong on our side"),
    NOT_STORED(503, "Not stored, send again"),
    NOT_READY(503, "Not ready yet, send again");

    private static final String NAMESPACE = "urn:all-city-connected:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String uri() {
        return NAMESPACE + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The first, and so the most general, of a status; any other status is one of the request or of the server. */
    static ProblemType of(int status) {
        return Arrays.stream(values()).filter(type -> type.status == status).findFirst()
                .orElse(status < 500 ? BAD_REQUEST : INTERNAL);
    }
}
