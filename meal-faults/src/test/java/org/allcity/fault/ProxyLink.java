package org.allcity.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One connection through a proxy, with a thread for each direction. */
final class ProxyLink {

    private static final int CHUNK_BYTES = 1 << 16;

    private final FaultProxy proxy;
    private final Socket client;
    private final @Nullable ScriptCalls scripts;
    /** Requests that wait for their answers, in order; those that are no call of the script are empty. */
    private final Queue<Optional<ScriptCalls.Call>> underWay = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Socket server;
    private volatile boolean swallowing;

    ProxyLink(FaultProxy proxy, Socket client, @Nullable ScriptCalls scripts) {
        this.proxy = proxy;
        this.client = client;
        this.scripts = scripts;
    }

    void swallow() {
        swallowing = true;
    }

    void start(int upstream) throws IOException {
        client.setTcpNoDelay(true);
        if (swallowing) {
            run("up", () -> swallowAll(client.getInputStream()));
            return;
        }
        try {
            Socket opened = new Socket(InetAddress.getByName("127.0.0.1"), upstream);
            opened.setTcpNoDelay(true);
            server = opened;
            InputStream fromClient = client.getInputStream();
            OutputStream toServer = opened.getOutputStream();
            InputStream fromServer = opened.getInputStream();
            OutputStream toClient = client.getOutputStream();
            ScriptCalls known = scripts;
            if (known == null) {
                run("up", () -> copy(fromClient, toServer));
                run("down", () -> copy(fromServer, toClient));
            } else {
                run("up", () -> copyRequests(fromClient, toServer, known));
                run("down", () -> copyAnswers(fromServer, toClient, known));
            }
        } catch (IOException e) {
            reset();
            throw e;
        }
    }

    private interface Pump {
        void run() throws IOException;
    }

    private void run(String direction, Pump pump) {
        Thread thread = new Thread(() -> {
            try {
                pump.run();
            } catch (IOException e) {
                // One end is gone; the other one is told below.
            } finally {
                // A connection that went half-open is never heard of again.
                if (!swallowing || direction.equals("up")) {
                    reset();
                }
            }
        }, "proxy-" + proxy.port() + "-" + direction);
        thread.setDaemon(true);
        thread.start();
    }

    private void copy(InputStream from, OutputStream to) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        int read;
        while ((read = from.read(chunk)) >= 0) {
            pass(chunk, read, to);
        }
    }

    private void copyRequests(InputStream from, OutputStream to, ScriptCalls known) throws IOException {
        RespReader reader = new RespReader(from);
        RespReader.Value request;
        while ((request = reader.next()) != null) {
            Optional<ScriptCalls.Call> call = known.isCall(request) ? Optional.of(known.begin()) : Optional.empty();
            if (call.isPresent() && !call.get().fault().goesUp(call.get().number())) {
                return;
            }
            underWay.add(call);
            pass(request.raw(), request.raw().length, to);
        }
    }

    private void copyAnswers(InputStream from, OutputStream to, ScriptCalls known) throws IOException {
        RespReader reader = new RespReader(from);
        RespReader.Value answer;
        while ((answer = reader.next()) != null) {
            Optional<ScriptCalls.Call> call = answer.type() == '>' ? Optional.empty() : underWay.remove();
            if (call.isPresent()) {
                String word = answer.text(0).split(" ", 2)[0];
                known.answered(word);
                if (!call.get().fault().comesDown(call.get().number(), word)) {
                    return;
                }
            }
            pass(answer.raw(), answer.raw().length, to);
            call.ifPresent(done -> done.fault().cameDown(done.number()));
        }
    }

    private void pass(byte[] bytes, int length, OutputStream to) throws IOException {
        proxy.holdUp();
        if (swallowing) {
            return;
        }
        int allowed = proxy.allow(length);
        to.write(allowed == bytes.length ? bytes : Arrays.copyOf(bytes, allowed));
        to.flush();
        if (allowed < length) {
            reset();
        }
    }

    private static void swallowAll(InputStream from) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        while (from.read(chunk) >= 0) {
            // Goes nowhere.
        }
    }

    /** Ends both connections with a reset, as a process that was killed or a firewall does. */
    void reset() {
        proxy.ended(this);
        end(client);
        Socket opened = server;
        if (opened != null) {
            end(opened);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It has ended.
        }
    }
}
