package org.allcity.board;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Answers at once, or as soon as the counts include the records that are awaited, without holding a thread meanwhile. */
public final class AwaitedAnswers {

    private final PositionWaiters waiters;
    private final Executor readers;

    /**
     * Takes what it needs.
     *
     * @param readers where answers that had to wait are read
     */
    public AwaitedAnswers(PositionWaiters waiters, Executor readers) {
        this.waiters = waiters;
        this.readers = readers;
    }

    public CompletableFuture<Answer> get(Awaited awaited, Supplier<Answer> read) {
        if (awaited.records().isEmpty()) {
            return CompletableFuture.completedFuture(read.get());
        }
        return answer(awaited, System.nanoTime() + awaited.patience().toNanos(), read).toCompletableFuture();
    }

    private CompletionStage<Answer> answer(Awaited awaited, long deadlineNanos, Supplier<Answer> read) {
        return waiters.reached(awaited)
                .thenApplyAsync(reached -> read.get(), readers)
                .thenCompose(answer -> {
                    if (awaited.isReachedBy(answer.positions())) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    // The store was set back, to an older backup say, between the positions and the answer: wait on.
                    Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
                    return answer(new Awaited(awaited.records(), left), deadlineNanos, read);
                });
    }
}
