package org.allcity.board;

/** A query parameter that the board cannot take, and what it expected. */
public final class InvalidParameterException extends RuntimeException {

    /** Enough to recognize the value by; more would only repeat what was sent. */
    private static final int FOUND_CHARACTERS_MAX = 60;

    private final String parameter;

    public InvalidParameterException(String parameter, String found, String expected) {
        super(shortened(parameter) + ": " + shortened(found) + " (expected: " + expected + ")");
        this.parameter = shortened(parameter);
    }

    public String parameter() {
        return parameter;
    }

    private static String shortened(String text) {
        return text.length() <= FOUND_CHARACTERS_MAX ? text : text.substring(0, FOUND_CHARACTERS_MAX) + "…";
    }
}
