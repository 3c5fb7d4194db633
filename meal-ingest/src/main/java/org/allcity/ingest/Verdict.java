package org.allcity.ingest;

import org.jspecify.annotations.Nullable;

/** What becomes of one event of a request. */
public sealed interface Verdict {

    /** As the terminal wrote it, if it is a UUID; so a terminal finds its own event again. */
    @Nullable String eventId();

    record Accepted(String eventId, ServiceReport report) implements Verdict {}

    /** Will be rejected again however often it is sent: the terminal has to put it aside. */
    record Rejected(@Nullable String eventId, String code, String detail) implements Verdict {}
}
