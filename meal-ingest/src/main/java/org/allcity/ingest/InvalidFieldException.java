package org.allcity.ingest;

/** A field that cannot be accepted: a stable code, and a line naming field, value found and what was expected. */
public final class InvalidFieldException extends Exception {

    private final String code;

    InvalidFieldException(String code, String detail) {
        // Bad input is ordinary here: no stack trace, it would cost more than the request.
        super(detail, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
