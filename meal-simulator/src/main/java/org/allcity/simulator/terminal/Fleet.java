package org.allcity.simulator.terminal;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.SimulatorException;
import org.allcity.simulator.city.Terminal;
import org.allcity.simulator.day.PlannedEvent;
import org.jspecify.annotations.Nullable;

/**
 * All terminals of the city at work. One thread owns every outbox and wakes each when something is due; requests are
 * asynchronous, one at a time per terminal and {@value #REQUESTS_AT_ONCE} at a time in all. Terminals never give up.
 */
public final class Fleet implements AutoCloseable {

    static final int REQUESTS_AT_ONCE = 64;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(500);

    private final IngestClient ingest;
    private final Progress progress;
    private final Mischief mischief;
    private final List<Outbox> outboxes;
    private final ScheduledThreadPoolExecutor loop;
    private final Queue<Outbox> inLine = new ArrayDeque<>();
    private final Set<CompletableFuture<?>> onTheWay = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Long> positions = new ConcurrentSkipListMap<>();

    private SimulatedClock clock = SimulatedClock.running(Instant.EPOCH, 1);
    private Duration linger = Duration.ZERO;
    private LocalDate day = LocalDate.EPOCH;
    private boolean reporting;
    private int requests;
    private long posted;
    private long acknowledged;
    private long rejected;
    private long backlog;
    private long retries;

    private volatile long answeredAt = System.nanoTime();
    private volatile @Nullable String lastTrouble;
    private volatile @Nullable Throwable failure;

    public Fleet(City city, List<String> tokens, IngestClient ingest, Progress progress) {
        this.ingest = ingest;
        this.progress = progress;
        this.mischief = new Mischief(city.seed());
        this.outboxes = city.terminals().stream().map(t -> new Outbox(t, tokens.get(t.index()))).toList();
        this.loop = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "simulator-terminals");
            thread.setDaemon(true);
            return thread;
        });
        loop.setRemoveOnCancelPolicy(true);
        // After close nobody waits for answers that still come in.
        loop.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Sends a day's events, each when it is due by {@code clock}.
     *
     * @param linger how long a terminal gathers events before it sends them, in real time
     */
    public DayRun send(LocalDate day, List<PlannedEvent> events, SimulatedClock clock, Duration linger) {
        DayRun run = new DayRun(day, events);
        loop.execute(guarded(() -> {
            if (!reporting) {
                reporting = true;
                loop.scheduleAtFixedRate(guarded(this::report), 0, PROGRESS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
            this.day = day;
            this.clock = clock;
            this.linger = linger;
            events.forEach(event -> outboxes.get(event.fact().terminal().index()).plan(new Entry(event, run)));
            // An outbox with something in it is being sent or backs off: it must not be woken before its time.
            outboxes.stream().filter(outbox -> !outbox.hasWaiting()).forEach(this::arm);
        }));
        return run;
    }

    /** The greatest position acknowledged so far, per partition. */
    public Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    /** How long ago ingest last acknowledged something. */
    public Duration sinceLastAnswer() {
        return Duration.ofNanos(System.nanoTime() - answeredAt);
    }

    public String lastTrouble() {
        String trouble = lastTrouble;
        return trouble == null ? "none" : trouble;
    }

    /** Throws what stopped the fleet's thread, if anything did. */
    public void ensureRunning() {
        Throwable cause = failure;
        if (cause != null) {
            throw new SimulatorException("terminals stopped: " + cause, cause);
        }
    }

    private void arm(Outbox outbox) {
        if (outbox.busy()) {
            return;
        }
        Instant due = outbox.nextDue();
        if (outbox.hasWaiting()) {
            wakeIn(outbox, Duration.ZERO);
        } else if (due != null) {
            Duration wait = clock.until(due).plus(mischief.about(linger));
            wakeIn(outbox, wait.compareTo(LOOK_AGAIN) < 0 ? wait : LOOK_AGAIN);
        }
    }

    private void wakeIn(Outbox outbox, Duration delay) {
        outbox.timer(loop.schedule(guarded(() -> wake(outbox)), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS));
    }

    private void wake(Outbox outbox) {
        outbox.timer(null);
        backlog += outbox.release(clock.now());
        if (!outbox.hasWaiting()) {
            arm(outbox);
            return;
        }
        outbox.busy(true);
        inLine.add(outbox);
        sendNext();
    }

    private void sendNext() {
        while (requests < REQUESTS_AT_ONCE) {
            Outbox outbox = inLine.poll();
            if (outbox == null) {
                return;
            }
            requests++;
            String token = outbox.token();
            if (token == null) {
                renewToken(outbox);
            } else {
                post(outbox, token);
            }
        }
    }

    private void post(Outbox outbox, String token) {
        List<Entry> batch = outbox.takeBatch();
        mischief.reorder(batch);
        posted += batch.size();
        CompletableFuture<HttpResponse<byte[]>> answer = ingest.postEvents(token, mischief.write(batch));
        if (mischief.cutsOff()) {
            loop.schedule(() -> answer.cancel(true), mischief.cutOffAfter().toNanos(), TimeUnit.NANOSECONDS);
        }
        boolean loseReply = mischief.losesReply();
        whenAnswered(outbox, answer, (response, failed) -> {
            if (response == null || loseReply) {
                tryAgain(outbox, batch, Duration.ZERO, response == null ? "no answer: " + failed : "reply lost on purpose");
            } else {
                answered(outbox, batch, Answer.read(response, batch.size()));
            }
        });
    }

    private void answered(Outbox outbox, List<Entry> batch, Answer answer) {
        if (answer instanceof Answer.Receipt receipt) {
            outbox.succeeded();
            answeredAt = System.nanoTime();
            for (int i = 0; i < batch.size(); i++) {
                acknowledge(batch.get(i), receipt.items().get(i));
            }
            if (mischief.repeats()) {
                outbox.putBack(batch);
            }
            arm(outbox);
        } else if (answer instanceof Answer.Later later) {
            tryAgain(outbox, batch, later.retryAfter(), later.why());
        } else if (answer instanceof Answer.UnknownToken) {
            outbox.token(null);
            tryAgain(outbox, batch, Duration.ZERO, "HTTP 401");
        } else if (answer instanceof Answer.Unexpected unexpected) {
            tryAgain(outbox, batch, Duration.ZERO, unexpected.what());
        }
    }

    private void acknowledge(Entry entry, Answer.Item item) {
        if (!entry.answered()) {
            acknowledged++;
            backlog--;
            rejected += item.stored() ? 0 : 1;
        }
        entry.answer(item);
        String position = item.position();
        if (position != null) {
            int colon = position.indexOf(':');
            positions.merge(Integer.parseInt(position.substring(0, colon)), Long.parseLong(position.substring(colon + 1)),
                    Math::max);
        }
    }

    private void tryAgain(Outbox outbox, List<Entry> batch, Duration asked, String why) {
        retries++;
        lastTrouble = why;
        outbox.putBack(batch);
        wakeIn(outbox, Backoff.after(outbox.failed(), asked, mischief.random()));
    }

    private void renewToken(Outbox outbox) {
        Terminal terminal = outbox.terminal();
        whenAnswered(outbox, ingest.putTerminal(terminal), (response, failed) -> {
            if (response != null && response.statusCode() < 300) {
                outbox.token(IngestClient.token(response));
                arm(outbox);
            } else {
                tryAgain(outbox, List.of(), Duration.ZERO, "PUT terminal: " + (response == null ? failed : Answer.shown(response)));
            }
        });
    }

    private void whenAnswered(Outbox outbox, CompletableFuture<HttpResponse<byte[]>> answer, Handler handler) {
        onTheWay.add(answer);
        answer.whenCompleteAsync((response, failed) -> guarded(() -> {
            onTheWay.remove(answer);
            requests--;
            outbox.busy(false);
            handler.handle(response, failed);
            sendNext();
        }).run(), loop);
    }

    private interface Handler {
        void handle(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failed);
    }

    private void report() {
        progress.at(new Progress.Snapshot(day, clock.now(), posted, acknowledged, rejected, backlog, retries));
    }

    /** An executor would keep an exception to itself; here it stops the simulation with its reason. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure = e;
                throw e;
            }
        };
    }

    @Override
    public void close() {
        loop.shutdownNow();
        new ArrayList<>(onTheWay).forEach(answer -> answer.cancel(true));
    }
}
