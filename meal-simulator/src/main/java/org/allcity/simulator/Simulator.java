package org.allcity.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.SimulatorClosedException;
import org.allcity.simulator.city.SimulatorException;
import org.allcity.simulator.day.DayTimes;
import org.allcity.simulator.day.PlannedEvent;
import org.allcity.simulator.terminal.DayRun;
import org.allcity.simulator.terminal.Fleet;
import org.allcity.simulator.terminal.IngestClient;
import org.allcity.simulator.terminal.Progress;
import org.allcity.simulator.terminal.Registration;
import org.allcity.simulator.terminal.SimulatedClock;
import org.allcity.simulator.truth.BoardComparison;
import org.allcity.simulator.truth.Comparison;
import org.jspecify.annotations.Nullable;

/**
 * A simulated city at work. Register, then play and compare past days or follow today. One thread calls these methods, one
 * at a time; {@link #close()} may be called by any and makes them end with a {@link SimulatorClosedException}, except
 * {@link #follow}, for which it is the ordinary end.
 */
public final class Simulator implements AutoCloseable {

    /** Simulated seconds per real second: the fifteen hours of a service day in three minutes. */
    public static final double DEFAULT_SPEED = 300;
    /** Ingest takes 45 days back; one less, since a day also reports late on the day before, and one for midnight to come. */
    public static final int DAYS_BACK_MAX = 43;

    private static final Duration DAY_LENGTH = Duration.between(DayTimes.OPENS, DayTimes.CLOSES);
    private static final Duration LINGER_MAX = Duration.ofSeconds(3);
    private static final Duration LINGER_LIVE = Duration.ofMillis(500);
    private static final Duration LOOK_UP = Duration.ofMillis(100);

    private final SimulatorSettings settings;
    private final Progress progress;
    private final Clock clock;
    private final Duration drainPatience;
    private final City city;
    private final PlayedDays days;
    private final DayEvents events;
    private final IngestClient ingest;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<LocalDate, DayRun> lastRuns = new HashMap<>();
    /** Up to when days not yet over have been sent by this process. */
    private final Map<LocalDate, Instant> caughtUp = new HashMap<>();
    private volatile @Nullable Fleet fleet;

    public Simulator(SimulatorSettings settings, Progress progress) {
        this(settings, progress, Clock.systemUTC(), Duration.ofMinutes(2));
    }

    Simulator(SimulatorSettings settings, Progress progress, Clock clock, Duration drainPatience) {
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
        this.drainPatience = drainPatience;
        this.city = City.of(settings.seed(), settings.points());
        this.days = PlayedDays.in(settings.dataFolder(), settings.seed(), settings.points());
        this.events = new DayEvents(city);
        this.ingest = new IngestClient(settings.ingest(), settings.adminToken());
    }

    public City city() {
        return city;
    }

    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), City.ZONE);
    }

    /** Whether every event of the day was acknowledged, in this process or before. */
    public boolean completed(LocalDate day) {
        return days.completed(day);
    }

    /** Registers all points and terminals; waits up to a minute for an ingest that is still starting. */
    public void register() throws InterruptedException {
        Fleet before = fleet;
        if (before != null) {
            throw new IllegalStateException("register: already registered (expected: once)");
        }
        Fleet registered = new Fleet(city, new Registration(ingest, closed).register(city), ingest, progress);
        fleet = registered;
        if (isClosed()) {
            registered.close();
        }
    }

    /**
     * Plays a whole day that is over, and ends when every event is acknowledged. Days that an earlier run left unfinished
     * are finished first. A day may be played again: nothing is counted twice.
     *
     * @param speed simulated seconds per real second
     */
    public void play(LocalDate day, double speed) throws InterruptedException {
        if (!(speed > 0 && speed <= 1_000_000)) {
            throw new SimulatorException("speed: %s (expected: more than 0, at most 1,000,000)".formatted(speed));
        }
        if (!day.isBefore(today()) || day.isBefore(today().minusDays(DAYS_BACK_MAX))) {
            throw new SimulatorException("day to play: %s (expected: %s to %s)"
                    .formatted(day, today().minusDays(DAYS_BACK_MAX), today().minusDays(1)));
        }
        for (LocalDate unfinished : days.unfinished()) {
            if (unfinished.isBefore(today()) && !unfinished.equals(day)
                    && !unfinished.isBefore(today().minusDays(DAYS_BACK_MAX))) {
                playWhole(unfinished, SimulatedClock.running(clock.instant(), 1), Duration.ZERO, Duration.ZERO);
            }
        }
        Duration realLength = Duration.ofNanos((long) (DAY_LENGTH.toNanos() / speed));
        playWhole(day, SimulatedClock.running(DayTimes.at(day, DayTimes.OPENS), speed), realLength, linger(realLength));
    }

    /** Long enough that a terminal sends several events at once when the day is played fast, as it would not live. */
    private static Duration linger(Duration realLength) {
        Duration linger = realLength.dividedBy(60);
        return linger.compareTo(LINGER_MAX) < 0 ? linger : LINGER_MAX;
    }

    private void playWhole(LocalDate day, SimulatedClock dayClock, Duration realLength, Duration linger)
            throws InterruptedException {
        days.begin(day, false);
        DayRun run = fleet().send(day, events.sentOn(day), dayClock, linger);
        awaitDone(run, System.nanoTime() + realLength.toNanos());
        lastRuns.put(day, run);
        days.complete(day, fleet().positions());
    }

    /**
     * Plays today and the days after in real time until closed: first what should have happened so far, then each event
     * when it is due. No event is sent before it occurs.
     */
    public void follow(LocalDate today) throws InterruptedException {
        SimulatedClock wall = SimulatedClock.wall(clock);
        try {
            DayRun current = followDay(today, wall);
            for (LocalDate day = today;; day = day.plusDays(1)) {
                awaitTime(DayTimes.at(day, DayTimes.FIRST_ORDERS));
                DayRun next = followDay(day.plusDays(1), wall);
                while (!current.awaitDone(LOOK_UP.toMillis())) {
                    ensureOpen("following " + day);
                }
                days.complete(day, fleet().positions());
                current = next;
            }
        } catch (SimulatorClosedException ordinaryEnd) {
            return;
        }
    }

    private DayRun followDay(LocalDate day, SimulatedClock wall) {
        days.begin(day, true);
        Instant sent = caughtUp.getOrDefault(day, Instant.MIN);
        List<PlannedEvent> left = events.sentOn(day).stream()
                .filter(event -> Instant.ofEpochMilli(event.due()).isAfter(sent)).toList();
        return fleet().send(day, left, wall, LINGER_LIVE);
    }

    private void awaitTime(Instant time) throws InterruptedException {
        // The wall clock is looked at again and again: it may be set, or the machine suspended.
        while (clock.instant().isBefore(time)) {
            ensureOpen("following");
            if (closed.await(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SimulatorClosedException("following");
            }
        }
    }

    /**
     * Compares all figures of a day that was played to its end, and the persons of its month and year, with the board,
     * which is asked for counts that include everything acknowledged. What an earlier run followed of today is brought
     * up to now first, since month and year include it.
     */
    public Comparison compare(LocalDate day) throws InterruptedException {
        if (!days.completed(day)) {
            throw new SimulatorException("day to compare: %s is not played to its end (expected: a completed day)".formatted(day));
        }
        for (LocalDate unfinished : days.unfinished()) {
            if (!unfinished.isBefore(today())) {
                catchUp(unfinished);
            }
        }
        DayRun run = lastRuns.get(day);
        Map<Integer, Long> positions = days.positions();
        fleet().positions().forEach((partition, offset) -> positions.merge(partition, offset, Math::max));
        return new BoardComparison(city, settings.board(), positions, closed)
                .compare(new Expectations(city, days, caughtUp).of(day, run == null ? null : run.outcome()));
    }

    private void catchUp(LocalDate day) throws InterruptedException {
        Instant now = clock.instant();
        List<PlannedEvent> soFar = events.sentOn(day).stream()
                .filter(event -> !Instant.ofEpochMilli(event.due()).isAfter(now)).toList();
        awaitDone(fleet().send(day, soFar, SimulatedClock.wall(clock), Duration.ZERO), System.nanoTime());
        caughtUp.put(day, now);
    }

    /** Terminals never give up, but who waits for them does: when the day is over and ingest has long taken nothing more. */
    private void awaitDone(DayRun run, long dayEndNanos) throws InterruptedException {
        Fleet fleet = fleet();
        while (!run.awaitDone(LOOK_UP.toMillis())) {
            ensureOpen("playing " + run.day());
            Duration drained = Duration.ofNanos(System.nanoTime() - dayEndNanos);
            if (drained.compareTo(drainPatience) > 0 && fleet.sinceLastAnswer().compareTo(drainPatience) > 0) {
                throw new SimulatorException(("%s: %d events still in outboxes, none acknowledged for %s (expected: none left;"
                        + " last trouble: %s)").formatted(run.day(), run.unanswered(), drainPatience, fleet.lastTrouble()));
            }
        }
    }

    private Fleet fleet() {
        Fleet registered = fleet;
        if (registered == null) {
            throw new IllegalStateException("terminals: not registered (expected: register() first)");
        }
        try {
            registered.ensureRunning();
        } catch (SimulatorException e) {
            // What stops terminals while they are being closed is no failure of theirs.
            if (!isClosed()) {
                throw e;
            }
        }
        return registered;
    }

    private void ensureOpen(String during) {
        fleet();
        if (isClosed()) {
            throw new SimulatorClosedException(during);
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        Fleet registered = fleet;
        if (registered != null) {
            registered.close();
        }
        ingest.close();
    }
}
