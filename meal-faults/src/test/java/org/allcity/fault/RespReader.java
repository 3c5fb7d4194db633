package org.allcity.fault;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole values of Redis's protocol, versions 2 and 3, with the bytes they came as. */
final class RespReader {

    /** Of longer texts only the beginning is kept: enough to know commands and answers by. */
    private static final int TEXT_MAX = 200;

    private static final int TEXTS_MAX = 4;

    private final InputStream in;
    private ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private List<String> texts = new ArrayList<>();

    RespReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /**
     * One request or answer.
     *
     * @param texts the first texts in it, the long ones cut
     */
    record Value(char type, List<String> texts, byte[] raw) {

        String text(int index) {
            return index < texts.size() ? texts.get(index) : "";
        }
    }

    /** The next one; null at the end of the stream. */
    @Nullable Value next() throws IOException {
        raw = new ByteArrayOutputStream();
        texts = new ArrayList<>();
        int type = in.read();
        if (type < 0) {
            return null;
        }
        raw.write(type);
        value((char) type);
        return new Value((char) type, texts, raw.toByteArray());
    }

    private void value(char type) throws IOException {
        String line = line();
        switch (type) {
            case '+', '-', ':', '_', ',', '#', '(' -> keep(line);
            case '$', '=', '!' -> bulk(Integer.parseInt(line));
            case '*', '~', '>' -> values(Integer.parseInt(line));
            case '%' -> values(2 * Integer.parseInt(line));
            case '|' -> values(2 * Integer.parseInt(line) + 1);
            default -> throw new IOException("RESP type " + type + " (expected: one of RESP 2 and 3)");
        }
    }

    private void values(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int type = read();
            value((char) type);
        }
    }

    private void bulk(int length) throws IOException {
        if (length < 0) {
            keep("");
            return;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException();
        }
        raw.write(bytes);
        if (texts.size() < TEXTS_MAX) {
            keep(new String(Arrays.copyOf(bytes, Math.min(length, TEXT_MAX)), StandardCharsets.ISO_8859_1));
        }
    }

    private void keep(String text) {
        if (texts.size() < TEXTS_MAX) {
            texts.add(text);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        while ((b = read()) != '\r') {
            line.append((char) b);
        }
        read();
        return line.toString();
    }

    private int read() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        raw.write(b);
        return b;
    }
}
