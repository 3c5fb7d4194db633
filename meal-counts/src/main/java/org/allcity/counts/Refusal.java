package org.allcity.counts;

/** Why a fact does not enter a ledger. */
public enum Refusal {
    TOO_LATE("its service day lies before the correction window of " + CorrectionWindow.DAYS + " days of its receipt"),
    TOO_FAR_AHEAD("its service day lies more than " + CorrectionWindow.DAYS_AHEAD + " days after its receipt"),
    RECEIVED_OUT_OF_ORDER("it was received more than " + CorrectionWindow.MARGIN.toDays()
            + " days before a fact that the diner's ledger already has");

    private final String meaning;

    Refusal(String meaning) {
        this.meaning = meaning;
    }

    /** What is wrong with the fact, in a sentence. */
    public String meaning() {
        return meaning;
    }
}
