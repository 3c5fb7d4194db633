package org.allcity.board.http;

import java.util.Arrays;
import java.util.Locale;

/** Every kind of error that this API answers with. The type URIs are promised: programs tell errors apart by them. */
enum ProblemType {

    BAD_REQUEST(400, "The request cannot be understood"),
    INVALID_PARAMETER(400, "A parameter cannot be taken"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer is not to be had in that form"),
    TOO_MUCH_ASKED(422, "More is asked than one answer may hold"),
    INTERNAL(500, "Something is wrong on our side"),
    BUSY(503, "Too many ask at once, ask again"),
    COUNTS_UNAVAILABLE(503, "The counts cannot be read now, ask again"),
    NOT_REACHED(504, "The counts do not include the record yet");

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
