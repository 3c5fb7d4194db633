package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 that can do to connections what networks do: cut, reset, delay, go half-open, stop in the middle of a message.
 * Before Redis it also knows the calls of the script that writes batches, and can stop at any side of one.
 */
final class FaultProxy implements AutoCloseable {

    static final long NO_LIMIT = Long.MAX_VALUE;

    private final ServerSocket server;
    private final @Nullable ScriptCalls scriptCalls;
    private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesLeft = new AtomicLong(NO_LIMIT);
    private volatile int upstream;
    private volatile Mode mode = Mode.PASSING;
    private volatile Duration delay = Duration.ZERO;

    private enum Mode {
        PASSING,
        CUT,
        HALF_OPEN
    }

    private FaultProxy(int upstream, @Nullable ScriptCalls scriptCalls) {
        try {
            this.server = new ServerSocket(Ports.free(), 100, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.upstream = upstream;
        this.scriptCalls = scriptCalls;
        Thread accepting = new Thread(this::accept, "proxy-" + server.getLocalPort());
        accepting.setDaemon(true);
        accepting.start();
    }

    static FaultProxy forBytes(int upstream) {
        return new FaultProxy(upstream, null);
    }

    static FaultProxy forRedis(int upstream) {
        return forRedis(upstream, ScriptCalls::isApply);
    }

    /** One that takes other requests for the calls of the script. */
    static FaultProxy forRedis(int upstream, Predicate<RespReader.Value> calls) {
        return new FaultProxy(upstream, new ScriptCalls(calls));
    }

    int port() {
        return server.getLocalPort();
    }

    ScriptCalls scripts() {
        if (scriptCalls == null) {
            throw new IllegalStateException("proxy: of bytes (expected: of Redis, to know scripts)");
        }
        return scriptCalls;
    }

    /** Sends new connections there, and ends the old ones. */
    void upstream(int port) {
        upstream = port;
        reset();
    }

    /** Ends all connections, and each new one at once, until healed. */
    void cut() {
        mode = Mode.CUT;
        reset();
    }

    /** Ends all connections with a reset; new ones pass. */
    void reset() {
        links.forEach(ProxyLink::reset);
    }

    /**
     * The connections there are lose their other end without hearing of it, for good: what is written goes nowhere and nothing comes.
     * New ones too until healed.
     */
    void goHalfOpen() {
        mode = Mode.HALF_OPEN;
        links.forEach(ProxyLink::swallow);
    }

    /** Holds up whatever passes, either way. */
    void delay(Duration each) {
        delay = each;
    }

    /** Passes so many more bytes, either way, then resets the connection of the next one, most likely within a message. */
    void resetAfter(long bytes) {
        bytesLeft.set(bytes);
    }

    /** New connections pass again, unhurried. */
    void heal() {
        delay = Duration.ZERO;
        bytesLeft.set(NO_LIMIT);
        mode = Mode.PASSING;
    }

    int connections() {
        return links.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                take(server.accept());
            } catch (IOException e) {
                // The upstream is down, or the proxy was closed: whoever connected sees the connection end.
            }
        }
    }

    private void take(Socket client) throws IOException {
        if (mode == Mode.CUT) {
            client.close();
            return;
        }
        ProxyLink link = new ProxyLink(this, client, scriptCalls);
        links.add(link);
        if (mode == Mode.HALF_OPEN) {
            link.swallow();
        }
        link.start(upstream);
    }

    void ended(ProxyLink link) {
        links.remove(link);
    }

    /** How many of these bytes may pass now. */
    int allow(int bytes) {
        if (bytesLeft.get() == NO_LIMIT) {
            return bytes;
        }
        long left = bytesLeft.getAndUpdate(held -> Math.max(0, held - bytes));
        int allowed = (int) Math.min(left, bytes);
        if (allowed < bytes) {
            bytesLeft.set(NO_LIMIT);
        }
        return allowed;
    }

    void holdUp() {
        if (!delay.isZero()) {
            try {
                Thread.sleep(delay.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        mode = Mode.CUT;
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }
}
