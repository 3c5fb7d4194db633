package org.allcity.board;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.allcity.counts.CountView;

/**
 * Tells those who wait when the counts include the records they wait for. One thread asks for the positions on behalf of all, and
 * only while someone waits.
 */
public final class PositionWaiters implements AutoCloseable {

    private final CountView counts;
    private final Duration pollInterval;
    private final int waitersMax;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Waiter> waiters = new ArrayList<>();
    private boolean closed;

    /**
     * Starts the thread that asks.
     *
     * @param pollInterval between one question for the positions and the next
     * @param waitersMax how many may wait at a time
     */
    public PositionWaiters(CountView counts, Duration pollInterval, int waitersMax) {
        this.counts = counts;
        this.pollInterval = pollInterval;
        this.waitersMax = waitersMax;
        Thread thread = new Thread(this::run, "position-waiters");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Completes once the counts include the records; with {@link NotReachedException} if they do not in time, or with what kept the
     * positions from being read. Completed on the asking thread: dependents must not hold it up.
     *
     * @throws BusyException when too many wait already
     */
    public CompletionStage<Void> reached(Awaited awaited) {
        Waiter waiter = new Waiter(awaited, System.nanoTime() + awaited.patience().toNanos(), new CompletableFuture<>());
        lock.lock();
        try {
            if (closed || waiters.size() >= waitersMax) {
                throw new BusyException(waiters.size() + " requests wait for records (expected: at most " + waitersMax + ")");
            }
            waiters.add(waiter);
            changed.signal();
        } finally {
            lock.unlock();
        }
        return waiter.reached();
    }

    public int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitWaiters()) {
                tell();
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private boolean awaitWaiters() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiters.isEmpty() && !closed) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        SortedMap<Integer, Long> positions;
        try {
            positions = counts.positions();
        } catch (RuntimeException e) {
            taken(waiter -> true).forEach(waiter -> waiter.reached().completeExceptionally(e));
            return;
        }
        long now = System.nanoTime();
        taken(waiter -> waiter.awaited().isReachedBy(positions)).forEach(waiter -> waiter.reached().complete(null));
        taken(waiter -> now - waiter.deadlineNanos() >= 0)
                .forEach(waiter -> waiter.reached().completeExceptionally(waiter.awaited().notReachedBy(positions)));
    }

    /** Takes the waiters out that the condition holds for. */
    private List<Waiter> taken(Predicate<Waiter> condition) {
        List<Waiter> taken = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (condition.test(waiter)) {
                    all.remove();
                    taken.add(waiter);
                }
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    private void pause() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pollInterval.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        taken(waiter -> true).forEach(waiter -> waiter.reached().completeExceptionally(new BusyException("the board is stopping")));
    }

    private record Waiter(Awaited awaited, long deadlineNanos, CompletableFuture<Void> reached) {}
}
