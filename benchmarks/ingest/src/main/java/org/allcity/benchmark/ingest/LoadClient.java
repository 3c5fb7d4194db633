package org.allcity.benchmark.ingest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps connections busy, one request at a time on each, from one thread and with bytes prepared beforehand: it shares the
 * machine with the server, so it must cost little, and it is the same for every server.
 */
final class LoadClient {

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(20);

    private final int port;
    private final List<byte[]> headsWithoutLength;
    private final List<byte[]> bodies;

    /**
     * @param headsWithoutLength one for each connection: request line and headers but Content-Length, each line ended
     * @param bodies sent in turn
     */
    LoadClient(int port, List<byte[]> headsWithoutLength, List<byte[]> bodies) {
        this.port = port;
        this.headsWithoutLength = headsWithoutLength;
        this.bodies = bodies.stream().map(KeptConnection::withLength).toList();
    }

    /** Sends until both times are over, then waits for what is under way. What is answered in the second time is measured. */
    Answers send(Duration warmUp, Duration measured, Runnable atStart, Runnable atEnd) throws IOException {
        Answers answers = new Answers();
        List<KeptConnection> connections = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            int firstBody = 0;
            for (byte[] head : headsWithoutLength) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                KeptConnection connection = new KeptConnection(channel, head, bodies, firstBody);
                firstBody += bodies.size() / headsWithoutLength.size();
                channel.register(selector, SelectionKey.OP_READ, connection);
                connections.add(connection);
            }
            long started = System.nanoTime();
            for (KeptConnection connection : connections) {
                connection.sendNext();
            }
            runUntil(selector, started + warmUp.toNanos(), answers);
            atStart.run();
            answers.measureFrom(System.nanoTime());
            runUntil(selector, System.nanoTime() + measured.toNanos(), answers);
            answers.measureUntil(System.nanoTime());
            atEnd.run();
            drain(selector, answers, connections.size());
        } finally {
            for (KeptConnection connection : connections) {
                connection.close();
            }
        }
        return answers;
    }

    private static void runUntil(Selector selector, long endNanos, Answers answers) throws IOException {
        while (System.nanoTime() - endNanos < 0) {
            selector.select(key -> answered(key, answers, true), 10);
        }
    }

    private static void drain(Selector selector, Answers answers, int connections) throws IOException {
        long end = System.nanoTime() + DRAINED_WITHIN.toNanos();
        int[] left = {connections};
        while (left[0] > 0) {
            if (System.nanoTime() - end > 0) {
                throw new IOException(left[0] + " requests not answered within " + DRAINED_WITHIN);
            }
            selector.select(key -> left[0] -= answered(key, answers, false), 100);
        }
    }

    private static int answered(SelectionKey key, Answers answers, boolean goOn) {
        KeptConnection connection = (KeptConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.goOnSending(key);
            }
            if (!key.isReadable() || !connection.readAnswer()) {
                return 0;
            }
            answers.add(connection.status(), connection.sentNanos(), System.nanoTime());
            if (goOn) {
                connection.sendNext(key);
            }
            return 1;
        } catch (IOException e) {
            throw new IllegalStateException("connection lost: " + e.getMessage(), e);
        }
    }
}
