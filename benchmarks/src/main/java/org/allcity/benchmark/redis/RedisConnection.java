package org.allcity.benchmark.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands are appended, flushed together, and their replies read in order. Not for several threads. */
public final class RedisConnection implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int NUMBER_BYTES_MAX = 24;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] outgoing = new byte[BUFFER_BYTES];
    private int outgoingLength;
    private final byte[] incoming = new byte[BUFFER_BYTES];
    private int incomingAt;
    private int incomingLength;
    private int unflushed;
    private int pending;
    private byte[] name = new byte[64];

    /** Takes what a hash holds, field by field; the name is only valid during the call. */
    public interface FieldSink {
        void field(byte[] name, int length, long value);
    }

    public RedisConnection(int port) {
        try {
            socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command of so many arguments, its name among them. */
    public RedisConnection command(int arguments) {
        room(NUMBER_BYTES_MAX);
        outgoing[outgoingLength++] = '*';
        number(arguments);
        lineEnd();
        pending++;
        unflushed++;
        return this;
    }

    public RedisConnection argument(byte[] bytes) {
        start(bytes.length);
        System.arraycopy(bytes, 0, outgoing, outgoingLength, bytes.length);
        outgoingLength += bytes.length;
        lineEnd();
        return this;
    }

    /** An argument of ASCII characters. */
    @SuppressWarnings("deprecation")
    public RedisConnection argument(String text) {
        start(text.length());
        text.getBytes(0, text.length(), outgoing, outgoingLength);
        outgoingLength += text.length();
        lineEnd();
        return this;
    }

    public RedisConnection argument(long number) {
        int digits = number < 0 ? 1 : 0;
        for (long left = Math.abs(number); ; left /= 10) {
            digits++;
            if (left < 10) {
                break;
            }
        }
        start(digits);
        number(number);
        lineEnd();
        return this;
    }

    public RedisConnection command(String... words) {
        command(words.length);
        for (String word : words) {
            argument(word);
        }
        return this;
    }

    private void start(int length) {
        room(length + NUMBER_BYTES_MAX);
        outgoing[outgoingLength++] = '$';
        number(length);
        lineEnd();
    }

    private void room(int bytes) {
        if (outgoingLength + bytes > outgoing.length) {
            outgoing = Arrays.copyOf(outgoing, Math.max(outgoing.length * 2, outgoingLength + bytes));
        }
    }

    private void lineEnd() {
        outgoing[outgoingLength++] = '\r';
        outgoing[outgoingLength++] = '\n';
    }

    private void number(long value) {
        long left = value;
        if (left < 0) {
            outgoing[outgoingLength++] = '-';
            left = -left;
        }
        int first = outgoingLength;
        for (long digits = left; ; digits /= 10) {
            outgoingLength++;
            if (digits < 10) {
                break;
            }
        }
        for (int at = outgoingLength - 1; at >= first; at--, left /= 10) {
            outgoing[at] = (byte) ('0' + left % 10);
        }
    }

    /** Commands appended since the last flush. */
    public int unflushed() {
        return unflushed;
    }

    /** Bytes appended since the last flush. */
    public int buffered() {
        return outgoingLength;
    }

    /** Commands whose reply was not read yet. */
    public int pending() {
        return pending;
    }

    public void flush() {
        try {
            out.write(outgoing, 0, outgoingLength);
            outgoingLength = 0;
            unflushed = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flushes, and reads and drops all replies; an error among them throws. */
    public void sync() {
        flush();
        while (pending > 0) {
            reply();
        }
    }

    /** Reads and drops replies until so many are left to come. */
    public void drain(int left) {
        while (pending > left) {
            reply();
        }
    }

    /** One reply: a Long, a String, a List, or null. */
    public @Nullable Object reply() {
        pending--;
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public @Nullable Object call(String... words) {
        command(words);
        flush();
        return reply();
    }

    /** Reads the reply of HGETALL on a hash of numbers. */
    public void readHash(FieldSink sink) {
        pending--;
        try {
            int type = next();
            long count = line();
            if (type != '*') {
                throw new IOException("redis: no hash");
            }
            for (long i = 0; i < count; i += 2) {
                next();
                int length = (int) line();
                name = length > name.length ? new byte[length] : name;
                bytes(name, length);
                next();
                int digits = (int) line();
                long value = 0;
                boolean negative = false;
                for (int d = 0; d < digits; d++) {
                    int c = next();
                    negative |= c == '-';
                    value = c == '-' ? 0 : value * 10 + c - '0';
                }
                next();
                next();
                sink.field(name, length, negative ? -value : value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int next() throws IOException {
        if (incomingAt == incomingLength) {
            incomingLength = in.read(incoming);
            incomingAt = 0;
            if (incomingLength < 0) {
                throw new IOException("redis: closed");
            }
        }
        return incoming[incomingAt++];
    }

    private long line() throws IOException {
        long value = 0;
        boolean negative = false;
        for (int c = next(); c != '\r'; c = next()) {
            negative |= c == '-';
            value = c == '-' ? 0 : value * 10 + c - '0';
        }
        next();
        return negative ? -value : value;
    }

    private void bytes(byte[] to, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            to[i] = (byte) next();
        }
        next();
        next();
    }

    private @Nullable Object read() throws IOException {
        int type = next();
        if (type == ':') {
            return line();
        }
        if (type == '$' || type == '*') {
            long length = line();
            if (length < 0) {
                return null;
            }
            if (type == '$') {
                byte[] text = new byte[(int) length];
                bytes(text, text.length);
                return new String(text, StandardCharsets.ISO_8859_1);
            }
            List<@Nullable Object> all = new ArrayList<>((int) length);
            for (long i = 0; i < length; i++) {
                all.add(read());
            }
            return all;
        }
        StringBuilder text = new StringBuilder();
        for (int c = next(); c != '\r'; c = next()) {
            text.append((char) c);
        }
        next();
        if (type == '-') {
            throw new IOException("redis: " + text);
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
