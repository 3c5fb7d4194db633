package org.allcity.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** One process that counts, which comes back with the same settings, behind a proxy of its own to Redis. */
final class UsualMember implements AutoCloseable {

    private static final Duration WRITES_WITHIN = Duration.ofSeconds(90);

    private final FaultProxy proxy;
    private final List<String> command;
    private final Path log;
    private volatile Predicate<RespReader.Value> write;
    private ChildProcess process;

    /** @param command that starts it, given the port of Redis */
    UsualMember(int redisPort, IntFunction<List<String>> command, Path log, Predicate<RespReader.Value> write) {
        this.write = write;
        this.proxy = FaultProxy.forRedis(redisPort, request -> this.write.test(request));
        this.command = command.apply(proxy.port());
        this.log = log;
        this.process = ChildProcess.start(this.command, Map.of(), log);
    }

    ChildProcess process() {
        return process;
    }

    /** @throws IllegalStateException when its process has ended by itself */
    void checkAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("member: ended (expected: alive), see " + log);
        }
    }

    void startAgain() {
        process = ChildProcess.start(command, Map.of(), log);
    }

    void redis(int port) {
        proxy.upstream(port);
    }

    /** Catches the reply to a write that Redis has made: the given one of those to come. */
    Caught catchReply(Predicate<RespReader.Value> write, long number) {
        this.write = write;
        Caught caught = new Caught(number);
        proxy.scripts().set(caught);
        return caught;
    }

    /** Holds up a reply, and what comes behind it, until told what to do with it. */
    static final class Caught implements ScriptFault {

        private final long number;
        private final CountDownLatch made = new CountDownLatch(1);
        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile boolean comesDown;

        private Caught(long number) {
            this.number = number;
        }

        @Override
        public boolean comesDown(long call, String answer) {
            if (call != number) {
                return true;
            }
            made.countDown();
            await(decided);
            return comesDown;
        }

        /** Returns when Redis has made the write and its reply is held. */
        void awaitMade() {
            await(made);
        }

        /** Drops the reply and resets the connection. */
        void lose() {
            decided.countDown();
        }

        void release() {
            comesDown = true;
            decided.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(WRITES_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("write: none within " + WRITES_WITHIN + " (expected: one)");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.kill9();
        }
        proxy.close();
    }
}
