package org.allcity.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of one event of a request. */
public sealed interface Verdict {

    /** As the terminal wrote it, if it is a UUID; so a terminal finds its own event again. */
    @Nullable String eventId();

    record Accepted(String eventId, ServiceReport report) implements Verdict {}

    /** Will be rejected again however often it is sent: the terminal has to put it aside. */
    record Rejected(@Nullable String eventId, String code, String detail) implements Verdict {

        /** Every code that there is. */
        public static final List<String> CODES = List.of("MISSING_FIELD", "INVALID_FIELD", "OCCURRED_IN_FUTURE", "TOO_LATE",
                "TOO_FAR_AHEAD", "SERVICE_DATE_AFTER_OCCURRENCE", "NOT_AN_OBJECT", "NOT_JSON");
    }
}
