package org.allcity.ingest.http;

/** What to say where only the status is known: of the framework's and the server's own errors. Nothing of the request is repeated. */
final class StatusDetails {

    private StatusDetails() {}

    static String of(int status) {
        return switch (status) {
            case 400 -> "The request line, a header or the framing is malformed (expected: HTTP/1.1 as in RFC 9112)";
            case 404 -> "No such path (expected: /v1/events, /v1/points or /v1/terminals/{terminalId}; see docs/http-api.md)";
            case 405 -> "Not with this method (expected: one that the Allow header names)";
            case 406 -> "Not in a form that the Accept header names (expected: application/json)";
            case 408 -> "The request came too slowly (expected: all of it within 20 s; send it again)";
            case 413 -> "The request is too large (expected: send it in parts)";
            case 414, 431 -> "The request line or the headers are too long (expected: at most 8 KiB)";
            case 417 -> "The Expect header asks for something that is not offered (expected: 100-continue, or none)";
            case 501 -> "The transfer coding is not offered (expected: chunked, or a Content-Length)";
            case 503 -> "Not now (expected: send it again in a moment)";
            case 505 -> "The HTTP version is not offered (expected: HTTP/1.1)";
            default -> status < 500
                    ? "The request cannot be answered (expected: as docs/http-api.md says)"
                    : "An error on our side, logged there (expected: send it again later; if it stays, tell the operators)";
        };
    }
}
