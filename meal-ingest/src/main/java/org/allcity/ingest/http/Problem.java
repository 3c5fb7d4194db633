package org.allcity.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/** An error as RFC 9457 writes it; {@code more} adds members that only some problems have. */
@JsonPropertyOrder({"type", "title", "status", "detail"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, @JsonUnwrapped @Nullable Object more) {

    static Problem of(ProblemType type, String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, null);
    }

    /** For a status that has no type of its own, such as 417. */
    static Problem of(int status, String detail) {
        ProblemType type = ProblemType.of(status);
        return new Problem(type.uri(), type.title(), status, detail, null);
    }

    Problem with(Object moreMembers) {
        return new Problem(type, title, status, detail, moreMembers);
    }
}
