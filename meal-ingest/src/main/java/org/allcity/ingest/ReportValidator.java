package org.allcity.ingest;

import java.time.Instant;

/** Decides what terminals' events say, or why they cannot be accepted. Pure: the same event and time, the same verdict. */
public final class ReportValidator {

    private final Pseudonyms pseudonyms;

    public ReportValidator(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /** For the events of one request, one after another. */
    public Reception receive(Instant receivedAt) {
        return new Reception(pseudonyms, receivedAt);
    }
}
