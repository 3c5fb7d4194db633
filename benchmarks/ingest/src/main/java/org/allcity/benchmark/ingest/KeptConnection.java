package org.allcity.benchmark.ingest;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One keep-alive connection with at most one request under way. Reads just as much of HTTP as the answers here need. */
final class KeptConnection {

    private static final int ANSWER_BYTES_MAX = 256 * 1024;

    private final SocketChannel channel;
    private final byte[] head;
    private final List<byte[]> bodies;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_BYTES_MAX);
    private final byte[] headers = new byte[4_096];
    private final ByteBuffer[] request = new ByteBuffer[2];
    private int nextBody;
    private int answerLength;
    private int status;
    private long sentNanos;

    KeptConnection(SocketChannel channel, byte[] head, List<byte[]> bodies, int firstBody) {
        this.channel = channel;
        this.head = head;
        this.bodies = bodies;
        this.nextBody = firstBody % bodies.size();
    }

    static byte[] withLength(byte[] body) {
        byte[] length = ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length.length + body.length).put(length).put(body).array();
    }

    void sendNext() throws IOException {
        begin();
        while (request[1].hasRemaining()) {
            channel.write(request);
        }
    }

    void sendNext(SelectionKey key) throws IOException {
        begin();
        channel.write(request);
        if (request[1].hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    void goOnSending(SelectionKey key) throws IOException {
        channel.write(request);
        if (!request[1].hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** Whether the answer is complete. */
    boolean readAnswer() throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("closed by the server");
        }
        if (answerLength == 0) {
            readHeaders();
        }
        return answerLength > 0 && answer.position() >= answerLength;
    }

    int status() {
        return status;
    }

    long sentNanos() {
        return sentNanos;
    }

    void close() throws IOException {
        channel.close();
    }

    private void begin() {
        answer.clear();
        answerLength = 0;
        request[0] = ByteBuffer.wrap(head);
        request[1] = ByteBuffer.wrap(bodies.get(nextBody));
        nextBody = (nextBody + 1) % bodies.size();
        sentNanos = System.nanoTime();
    }

    private void readHeaders() throws IOException {
        int length = Math.min(answer.position(), headers.length);
        answer.get(0, headers, 0, length);
        String text = new String(headers, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        String lower = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length:");
        if (at < 0) {
            throw new IOException("an answer without Content-Length: " + text.substring(0, Math.min(end, 200)));
        }
        status = Integer.parseInt(text.substring(9, 12));
        answerLength = end + 4 + Integer.parseInt(lower.substring(at + 17, lower.indexOf("\r\n", at + 17)).strip());
    }
}
