package org.allcity.ingest.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Reads a body whole, within a bound that counts both what is sent and what it inflates to. */
final class BodyReader {

    static final MediaType NDJSON = MediaType.APPLICATION_NDJSON;
    static final MediaType CSV = new MediaType("text", "csv");

    private BodyReader() {}

    /** The type of the body, one of those that are taken. */
    static MediaType type(HttpServletRequest request, List<MediaType> taken) {
        String header = request.getContentType();
        for (MediaType type : taken) {
            // As almost all write it: nothing to parse.
            if (type.toString().equals(header)) {
                return type;
            }
        }
        String expected = taken.stream().map(MediaType::toString).collect(Collectors.joining(" or "));
        if (header == null) {
            throw new ProblemException(ProblemType.WRONG_TYPE, "Content-Type: missing (expected: " + expected + ")");
        }
        MediaType sent = parse(header);
        MediaType found = sent == null ? null
                : taken.stream().filter(type -> type.equalsTypeAndSubtype(sent)).findFirst().orElse(null);
        if (sent == null || found == null || !isUtf8(sent)) {
            throw new ProblemException(ProblemType.WRONG_TYPE,
                    "Content-Type: " + shown(header) + " (expected: " + expected + ", in UTF-8)");
        }
        return found;
    }

    static byte[] read(HttpServletRequest request, int bytesMax) {
        boolean gzip = isGzip(request);
        long length = request.getContentLengthLong();
        if (length > bytesMax) {
            throw tooLarge(length + " bytes", bytesMax);
        }
        InputStream in = bodyOf(request);
        byte[] sent = length >= 0 ? exactly((int) length, in) : bounded(in, bytesMax);
        return gzip ? inflated(sent, bytesMax) : sent;
    }

    private static @Nullable MediaType parse(String header) {
        try {
            return MediaType.parseMediaType(header);
        } catch (InvalidMediaTypeException e) {
            return null;
        }
    }

    private static boolean isUtf8(MediaType type) {
        try {
            return type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isGzip(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.CONTENT_ENCODING) == null) {
            return false;
        }
        List<String> encodings = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING));
        String encoding = String.join(",", encodings).strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default -> throw new ProblemException(ProblemType.WRONG_TYPE,
                    "Content-Encoding: " + shown(encoding) + " (expected: gzip, or none)");
        };
    }

    private static InputStream bodyOf(HttpServletRequest request) {
        try {
            return request.getInputStream();
        } catch (IOException e) {
            throw endedEarly();
        }
    }

    private static byte[] exactly(int length, InputStream in) {
        byte[] bytes = new byte[length];
        try {
            if (in.readNBytes(bytes, 0, length) < length) {
                throw endedEarly();
            }
            return bytes;
        } catch (IOException e) {
            throw endedEarly();
        }
    }

    private static byte[] bounded(InputStream in, int bytesMax) {
        try {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw tooLarge("more than that sent", bytesMax);
            }
            return bytes;
        } catch (IOException e) {
            throw endedEarly();
        }
    }

    private static byte[] inflated(byte[] sent, int bytesMax) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw tooLarge("more than that once inflated", bytesMax);
            }
            return bytes;
        } catch (IOException e) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "body: not gzip, or cut off (expected: gzip, as Content-Encoding says)");
        }
    }

    private static ProblemException endedEarly() {
        return new ProblemException(ProblemType.BAD_REQUEST, "body: ended early or badly framed (expected: all of it; send again)");
    }

    private static ProblemException tooLarge(String found, int bytesMax) {
        return new ProblemException(ProblemType.TOO_LARGE, "body: " + found + " (expected: at most " + bytesMax
                + " bytes, sent and inflated; send it in parts)");
    }

    private static String shown(String header) {
        String printable = header.replaceAll("[^ -~]", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "..." : printable;
    }
}
