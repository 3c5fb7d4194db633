package org.allcity.local;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the local Redis running: one that ends though nobody closed it is reported and started again, a few times. */
final class RedisKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisKeeper.class);

    private static final int RESTARTS_MAX = 10;

    private final Path folder;
    private final int port;
    private final RedisBinary binary;
    private final Consumer<String> onGivingUp;
    private LocalRedis redis;
    private int restarts;
    private boolean closed;

    private RedisKeeper(Path folder, int port, RedisBinary binary, Consumer<String> onGivingUp) {
        this.folder = folder;
        this.port = port;
        this.binary = binary;
        this.onGivingUp = onGivingUp;
        this.redis = LocalRedis.start(folder, port, binary, this::startAgain);
    }

    /** @param onGivingUp told, once, that Redis has ended and is not started again */
    static RedisKeeper start(Path folder, int port, RedisBinary binary, Consumer<String> onGivingUp) {
        return new RedisKeeper(folder, port, binary, onGivingUp);
    }

    synchronized String uri() {
        return redis.uri();
    }

    synchronized long pid() {
        return redis.pid();
    }

    @Override
    public synchronized void close() {
        closed = true;
        redis.close();
    }

    private synchronized void startAgain(String howItEnded) {
        if (closed) {
            return;
        }
        if (restarts == RESTARTS_MAX) {
            onGivingUp.accept(howItEnded + "; started again " + RESTARTS_MAX + " times already");
            return;
        }
        restarts++;
        log.warn("{}; starting it again, its counts go on from its own position", howItEnded);
        try {
            redis = LocalRedis.start(folder, port, binary, this::startAgain);
        } catch (StartRefusedException e) {
            onGivingUp.accept(e.getMessage());
        }
    }
}
