package org.allcity.board.live;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.allcity.board.DayFigures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Reads today's figures for all viewers together, and only while there are any. */
// In the last phase to start and the first to stop: streams end before the web server waits for its requests.
final class LiveFeed implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

    private final Supplier<DayFigures> today;
    private final Duration interval;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread reader;
    private boolean running;
    private int viewers;
    private LiveState state = LiveState.NONE;

    /**
     * Takes what it reads with.
     *
     * @param interval between one reading and the next
     */
    LiveFeed(Supplier<DayFigures> today, Duration interval) {
        this.today = today;
        this.interval = interval;
    }

    @Override
    public void start() {
        lock.lock();
        try {
            running = true;
            reader = new Thread(this::read, "live-feed");
            reader.setDaemon(true);
            reader.start();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            running = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    int viewers() {
        lock.lock();
        try {
            return viewers;
        } finally {
            lock.unlock();
        }
    }

    void enter() {
        lock.lock();
        try {
            viewers++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            viewers--;
            if (viewers == 0) {
                // Whoever comes next must not be shown the figures of then.
                state = new LiveState(state.version(), null, false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The state once it holds figures newer than this version, else as it is after a while; null when the board is stopping. */
    @Nullable LiveState newerThan(long version, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (running && left > 0 && (state.figures() == null || state.version() <= version)) {
                left = changed.awaitNanos(left);
            }
            return running ? state : null;
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        try {
            while (awaitViewer()) {
                publish();
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitViewer() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (running && viewers == 0) {
                changed.await();
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void publish() {
        DayFigures figures = null;
        try {
            figures = today.get();
        } catch (RuntimeException e) {
            // The reading itself says once, at WARN, that the store is away; viewers are told until it is back.
            LOG.debug("Today's figures could not be read", e);
        }
        lock.lock();
        try {
            if (viewers > 0) {
                state = state.next(figures);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pause() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = interval.toNanos();
            while (running && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
