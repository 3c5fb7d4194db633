package org.allcity.simulator.terminal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allcity.simulator.day.PlannedEvent;

/** A day's events on their way, and what became of them: planned = stored + rejected + still to be answered. */
public final class DayRun {

    static final int SURPRISES_MAX = 20;

    private final LocalDate day;
    private final int planned;
    private final int toBeStored;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final List<String> surprises = new ArrayList<>();
    private int stored;
    private int rejected;
    private int surprised;

    DayRun(LocalDate day, List<PlannedEvent> events) {
        this.day = day;
        this.planned = events.size();
        this.toBeStored = (int) events.stream().filter(PlannedEvent::valid).count();
        if (planned == 0) {
            done.complete(null);
        }
    }

    public LocalDate day() {
        return day;
    }

    /** Whether every event has its answer, waiting for that no longer than {@code millis}. */
    public boolean awaitDone(long millis) throws InterruptedException {
        try {
            done.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("day run ends in no exception", e);
        }
    }

    public synchronized int unanswered() {
        return planned - stored - rejected;
    }

    public synchronized Outcome outcome() {
        return new Outcome(toBeStored, stored, planned - toBeStored, rejected, surprised, List.copyOf(surprises));
    }

    synchronized void stored(PlannedEvent event) {
        stored++;
        if (!event.valid()) {
            surprise("event %s with %s: stored (expected: rejected)".formatted(event.fact().eventId(), event.flaw()));
        }
        finishIfLast();
    }

    synchronized void rejected(PlannedEvent event, String code, String detail) {
        rejected++;
        if (event.valid()) {
            surprise("event %s: rejected, %s, %s (expected: stored)".formatted(event.fact().eventId(), code, detail));
        }
        finishIfLast();
    }

    synchronized void answeredOtherwise(PlannedEvent event, boolean stored) {
        surprise("event %s: %s when sent again (expected: the same answer as before)"
                .formatted(event.fact().eventId(), stored ? "rejected" : "stored"));
    }

    private void surprise(String what) {
        surprised++;
        if (surprises.size() < SURPRISES_MAX) {
            surprises.add(what);
        }
    }

    private void finishIfLast() {
        if (unanswered() == 0) {
            done.complete(null);
        }
    }

    /** What became of a day's events. {@code surprises} is the beginning of the list of those answered unlike expected. */
    public record Outcome(int storedExpected, int stored, int rejectedExpected, int rejected, int surprised,
            List<String> surprises) {
    }
}
