package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.allcity.counts.ApplyResult.Applied;
import org.allcity.counts.ApplyResult.LogDiffers;
import org.allcity.counts.ApplyResult.PositionDiffers;
import org.allcity.counts.ApplyResult.Superseded;
import org.allcity.counts.NewView.SwitchResult;
import org.allcity.counts.NewView.SwitchResult.Behind;
import org.allcity.counts.NewView.SwitchResult.Switched;
import org.allcity.counts.recount.Recount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store, its view and the switch from one to another promise; inherited by the tests of each. */
public abstract class CountStoreContract {

    /** The log of all its batches. */
    protected static final LogId LOG = new LogId("cluster-1", "topic-1", 3);

    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);
    private static final Instant RECEIVED = Instant.parse("2026-11-30T04:00:00Z");
    private static final Place WENXIN_1 = new Place("330106003", "330106-0001");
    private static final Place WENXIN_2 = new Place("330106003", "330106-0002");
    private static final Place GUDANG_3 = new Place("330106004", "330106-0003");
    private static final Place SHANGCHENG_1 = new Place("330102001", "330102-0001");
    private static final List<Place> PLACES = List.of(WENXIN_1, WENXIN_2, GUDANG_3, SHANGCHENG_1);
    private static final DinerId DINER = DinerId.registered(new UUID(-2, 7));

    /** The stores under test: the same for the whole of a test, empty at its start. */
    protected abstract CountStores stores();

    /** A view of what the live store keeps. */
    protected abstract CountView view();

    private CountStore store() {
        return stores().live();
    }

    @Test
    void addsABatchAndMovesThePosition() {
        Map<CountKey, Long> changes = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L, persons(Window.Kind.DAY, "330106"), 1L);

        assertThat(store().apply(batch(0, 0, 10, changes))).isEqualTo(new Applied());

        assertThat(store().position(0)).contains(new StoredPosition(LOG.toString(), 10));
        assertShows(changes, Map.of(0, 10L));
    }

    @Test
    void addsToWhatIsThere() {
        CountKey meals = meals(DAY, WENXIN_1, Measure.MEALS);
        store().apply(batch(0, 0, 10, Map.of(meals, 2L)));

        assertThat(store().apply(batch(0, 10, 11, Map.of(meals, 40L)))).isEqualTo(new Applied());

        assertShows(Map.of(meals, 42L), Map.of(0, 11L));
    }

    @Test
    void countsABatchOnceWhenItIsRepeated() {
        CountBatch batch = batch(0, 0, 10, Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L));
        store().apply(batch);

        assertThat(store().apply(batch)).isEqualTo(new PositionDiffers(10));

        assertShows(batch.changes().toMap(), Map.of(0, 10L));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 11, 1000})
    void writesNothingUnlessItStandsWhereTheBatchStarts(long from) {
        Map<CountKey, Long> before = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L);
        store().apply(batch(0, 0, 10, before));
        CountBatch other = new CountBatch(
                LOG, 0, from, 2000, RECEIVED, ledgers(served(WENXIN_2)), Map.of(meals(DAY, WENXIN_2, Measure.MEALS), 1L));

        assertThat(store().apply(other)).isEqualTo(new PositionDiffers(10));

        assertShows(before, Map.of(0, 10L));
        assertThat(ledger(DINER)).isEqualTo(DinerLedger.empty(DINER));
    }

    @Test
    void standsAtZeroWhenItHoldsNothing() {
        CountBatch beyond = batch(0, 1, 10, Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L));

        assertThat(store().apply(beyond)).isEqualTo(new PositionDiffers(0));

        assertThat(store().position(0)).isEmpty();
        assertShows(Map.of(), Map.of());
    }

    @Test
    void refusesABatchOfAnotherLog() {
        Map<CountKey, Long> before = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L);
        store().apply(batch(0, 0, 10, before));

        for (LogId other : List.of(
                new LogId("cluster-2", "topic-1", 3), new LogId("cluster-1", "topic-2", 3), new LogId("cluster-1", "topic-1", 4))) {
            CountBatch next = new CountBatch(other, 0, 10, 11, RECEIVED, Map.of(), before);
            CountBatch first = new CountBatch(other, 1, 0, 11, RECEIVED, Map.of(), before);
            assertThat(store().apply(next)).isEqualTo(new LogDiffers(LOG.toString()));
            assertThat(store().apply(first)).isEqualTo(new LogDiffers(LOG.toString()));
        }

        assertShows(before, Map.of(0, 10L));
    }

    @Test
    void movesThePositionPastRecordsThatChangeNothing() {
        CountBatch unreadable = new CountBatch(LOG, 0, 0, 7, Instant.EPOCH, Map.of(), Map.of());
        CountBatch none = new CountBatch(LOG, 0, 7, 7, Instant.EPOCH, Map.of(), Map.of());

        assertThat(store().apply(unreadable)).isEqualTo(new Applied());
        assertThat(store().apply(none)).isEqualTo(new Applied());

        assertThat(store().position(0)).contains(new StoredPosition(LOG.toString(), 7));
        assertThat(store().position(1)).isEmpty();
        assertShows(Map.of(), Map.of(0, 7L));
    }

    @Test
    void addsUpPartitionsThatEachGoTheirOwnWay() {
        CountKey meals = meals(DAY, WENXIN_1, Measure.MEALS);
        CountKey persons = persons(Window.Kind.YEAR, "330100");

        store().apply(batch(0, 0, 10, Map.of(meals, 1L, persons, 1L)));
        store().apply(batch(2, 0, 500, Map.of(meals, 20L, persons, 3L)));
        store().apply(batch(0, 10, 12, Map.of(meals, 300L)));

        assertShows(Map.of(meals, 321L, persons, 4L), Map.of(0, 12L, 2, 500L));
    }

    @Test
    void movesSeveralPartitionsInOneStep() {
        Map<CountKey, Long> changes = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L);
        List<DinerLedger> ledgers = List.copyOf(ledgers(served(WENXIN_1)).values());

        assertThat(store().apply(new CountBatch(
                        LOG, List.of(advance(0, 0, 10, 4), advance(2, 0, 7, 7)), ledgers, CountChanges.of(changes))))
                .isEqualTo(new Applied());

        assertThat(store().position(0)).contains(new StoredPosition(LOG.toString(), 10, 4));
        assertThat(store().position(1)).isEmpty();
        assertThat(store().position(2)).contains(new StoredPosition(LOG.toString(), 7, 7));
        assertThat(ledger(DINER)).isEqualTo(ledgers.get(0));
        assertShows(changes, Map.of(0, 10L, 2, 7L));
    }

    @Test
    void movesNoneOfSeveralPartitionsWhenOneStandsElsewhere() {
        Map<CountKey, Long> before = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L);
        store().apply(batch(2, 0, 7, before));
        List<DinerLedger> ledgers = List.copyOf(ledgers(served(WENXIN_1)).values());

        for (List<CountBatch.Advance> advances : List.of(
                List.of(advance(0, 0, 10, 10), advance(2, 6, 8, 8)), List.of(advance(2, 8, 9, 9), advance(1, 0, 10, 10)))) {
            assertThat(store().apply(new CountBatch(LOG, advances, ledgers, CountChanges.of(before))))
                    .isEqualTo(new PositionDiffers(7));
        }

        assertShows(before, Map.of(2, 7L));
        assertThat(ledger(DINER)).isEqualTo(DinerLedger.empty(DINER));
    }

    @Test
    void tellsBeforeWhichPositionLedgersKnowAllRecords() {
        store().apply(new CountBatch(LOG, List.of(advance(0, 0, 10, 3)), List.of(), new CountChanges()));
        store().apply(new CountBatch(LOG, List.of(advance(0, 10, 20, 3)), List.of(), new CountChanges()));
        assertThat(store().position(0)).contains(new StoredPosition(LOG.toString(), 20, 3));

        store().apply(new CountBatch(LOG, List.of(advance(0, 20, 20, 20)), List.of(), new CountChanges()));

        assertThat(store().position(0)).contains(new StoredPosition(LOG.toString(), 20, 20));
    }

    @Test
    void keepsWhichRecordsALedgerKnows() {
        Facts facts = new Facts();
        facts.add(41, served(WENXIN_1));
        DinerLedger ledger = DinerLedger.empty(DINER);
        new Fold(new CountChanges()).add(ledger, facts, 0);

        store().apply(new CountBatch(LOG, List.of(advance(0, 0, 50, 50)), List.of(ledger), new CountChanges()));

        assertThat(ledger(DINER).next()).isEqualTo(42);
    }

    @Test
    void keepsLedgersApartFromThoseThatAreInUse() {
        DinerLedger ledger = ledgers(served(WENXIN_1)).get(DINER);
        store().apply(new CountBatch(LOG, List.of(advance(0, 0, 1, 1)), List.of(ledger), new CountChanges()));
        DinerLedger asWritten = ledger.copy();
        Facts more = new Facts();
        more.add(1, served(GUDANG_3));

        new Fold(new CountChanges()).add(ledger, more, 0);
        new Fold(new CountChanges()).add(ledger(DINER), more, 0);

        assertThat(ledger(DINER)).isEqualTo(asWritten).isNotEqualTo(ledger);
    }

    @Test
    void keepsPositionsBeyondThirtyTwoBits() {
        long far = 1L << 52;
        store().apply(batch(1, 0, far, Map.of()));

        assertThat(store().apply(batch(1, far, far + 1, Map.of()))).isEqualTo(new Applied());

        assertThat(store().apply(batch(1, far, far + 2, Map.of()))).isEqualTo(new PositionDiffers(far + 1));
        assertThat(view().positions()).isEqualTo(Map.of(1, far + 1));
    }

    @Test
    void forgetsCountsThatReturnToZero() {
        CountKey meals = meals(DAY, WENXIN_1, Measure.MEALS);
        CountKey voided = meals(DAY, WENXIN_1, Measure.VOIDED);
        CountKey persons = persons(Window.Kind.MONTH, "330106003:330106-0001");
        store().apply(batch(0, 0, 10, Map.of(meals, 2L, persons, 1L)));

        store().apply(batch(0, 10, 11, Map.of(meals, -2L, voided, 2L, persons, -1L)));
        assertShows(Map.of(voided, 2L), Map.of(0, 11L));

        store().apply(batch(0, 11, 12, Map.of(meals, 1L, voided, -2L, persons, 5L)));
        assertShows(Map.of(meals, 1L, persons, 5L), Map.of(0, 12L));
    }

    @ParameterizedTest
    @EnumSource(Window.Kind.class)
    void writesNothingOfABatchThatWouldTakeACountBelowZero(Window.Kind kind) {
        Map<CountKey, Long> before = Map.of(
                meals(DAY, WENXIN_1, Measure.MEALS), 5L,
                persons(kind, "330106003:330106-0001"), 1L,
                persons(kind, "330106"), 1L,
                new CountKey.Curve(DAY, "330106", 46), 1L);
        store().apply(batch(0, 0, 10, before));
        Map<CountKey, Long> good = new HashMap<>();
        for (Place place : PLACES) {
            good.put(meals(DAY, place, Measure.MEALS), 1L);
            good.put(persons(kind, place.area(AreaLevel.POINT).path()), 1L);
        }

        for (CountKey bad : List.of(
                meals(DAY, WENXIN_2, Measure.VOIDED), persons(kind, "330106"), new CountKey.Curve(DAY, "330106", 46))) {
            Map<CountKey, Long> changes = new HashMap<>(good);
            changes.put(bad, -2L);
            CountBatch batch = new CountBatch(LOG, 0, 10, 11, RECEIVED, ledgers(served(WENXIN_1)), changes);
            assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> store().apply(batch));
        }

        assertShows(before, Map.of(0, 10L));
        assertThat(ledger(DINER)).isEqualTo(DinerLedger.empty(DINER));
        assertThat(store().apply(batch(0, 10, 11, good))).isEqualTo(new Applied());
    }

    @Test
    void givesAnEmptyLedgerOfADinerThatIsUnknown() {
        DinerId unregistered = DinerId.unregistered(DINER.id());

        assertThat(store().ledgers(List.of(DINER, unregistered)))
                .isEqualTo(Map.of(DINER, DinerLedger.empty(DINER), unregistered, DinerLedger.empty(unregistered)));
        assertThat(store().ledgers(List.of())).isEmpty();
    }

    @Test
    void keepsLedgersOfEveryShape() {
        List<Fact> facts = new FactStream(11).between(RECEIVED, RECEIVED.plus(Duration.ofDays(400)), 1200, Duration.ofDays(3));
        Map<DinerId, DinerLedger> ledgers = new HashMap<>(folded(facts));
        ledgers.put(DINER, DinerLedger.restored(
                DINER, RECEIVED, List.of(new ServedMonth(YearMonth.of(2026, 1), GUDANG_3, true)), List.of()));
        assertThat(ledgers.values())
                .as("the shapes that matter")
                .anyMatch(ledger -> !ledger.servedMonths().isEmpty() && ledger.factsByOrder().size() > 1)
                .anyMatch(ledger -> ledger.factsByOrder().values().stream().anyMatch(order -> order.size() > 2))
                .anyMatch(ledger -> !ledger.diner().registered() && !ledger.factsByOrder().isEmpty())
                .anyMatch(ledger -> ledger.factsByOrder().isEmpty());

        store().apply(new CountBatch(LOG, 0, 0, 10, RECEIVED, ledgers, Map.of()));

        assertThat(store().ledgers(ledgers.keySet())).isEqualTo(ledgers);
    }

    @Test
    void keepsTheLastLedgerOfADiner() {
        Map<DinerId, DinerLedger> first = ledgers(served(WENXIN_1));
        Map<DinerId, DinerLedger> second = ledgers(served(WENXIN_1), served(GUDANG_3));
        store().apply(new CountBatch(LOG, 0, 0, 10, RECEIVED, first, Map.of()));

        store().apply(new CountBatch(LOG, 0, 10, 11, RECEIVED, second, Map.of()));
        store().apply(new CountBatch(LOG, 0, 0, 10, RECEIVED, first, Map.of()));

        assertThat(store().ledgers(List.of(DINER))).isEqualTo(second);
    }

    @Test
    void showsAllDetailsOfAllAreas() {
        Map<CountKey, Long> changes = new HashMap<>();
        long count = 1;
        for (Place place : PLACES) {
            for (MealPeriod period : MealPeriod.values()) {
                for (ServiceMode mode : ServiceMode.values()) {
                    for (DinerGroup group : DinerGroup.values()) {
                        for (Measure measure : Measure.values()) {
                            changes.put(new CountKey.Meals(DAY, place, period, mode, group, measure), count++);
                        }
                    }
                }
            }
            for (Window.Kind kind : Window.Kind.values()) {
                for (AreaLevel level : AreaLevel.values()) {
                    changes.put(persons(kind, place.area(level).path()), count++);
                    changes.put(
                            new CountKey.Persons(Window.of(kind, DAY), place.area(level), PersonMeasure.SENIORS), count++);
                }
            }
            for (int quarter = 0; quarter < CountKey.Curve.QUARTERS_PER_DAY; quarter++) {
                changes.put(new CountKey.Curve(DAY, place.district(), quarter), count++);
            }
        }

        store().apply(batch(0, 0, 10, changes));

        assertShows(changes, Map.of(0, 10L));
    }

    @Test
    void showsTheDaysFromTheFirstToTheLastAskedFor() {
        Map<CountKey, Long> changes = new HashMap<>();
        for (int day = -40; day <= 40; day++) {
            changes.put(meals(DAY.plusDays(day), WENXIN_1, Measure.MEALS), 100L + day);
        }
        store().apply(batch(0, 0, 10, changes));
        NaiveReadings expected = new NaiveReadings(changes);

        for (int from : List.of(-40, -1, 0, 1, 40)) {
            for (int to : List.of(-41, -1, 0, 1, 2, 41)) {
                LocalDate first = DAY.plusDays(from);
                LocalDate last = DAY.plusDays(to);
                assertThat(view().meals(first, last, "330106", AreaLevel.POINT).cells())
                        .as("%s to %s", first, last)
                        .containsExactlyInAnyOrderElementsOf(expected.meals(first, last, "330106", AreaLevel.POINT));
            }
        }
    }

    @Test
    void showsTheWindowsOfEachYearMonthAndDayApart() {
        Map<CountKey, Long> changes = new HashMap<>();
        long count = 1;
        for (LocalDate day : List.of(LocalDate.of(2026, 12, 31), LocalDate.of(2027, 1, 1), LocalDate.of(2027, 2, 1))) {
            for (Window.Kind kind : Window.Kind.values()) {
                CountKey key = new CountKey.Persons(
                        Window.of(kind, day), WENXIN_1.area(AreaLevel.POINT), PersonMeasure.PERSONS);
                changes.put(key, count++);
            }
        }

        store().apply(batch(0, 0, 10, changes));

        assertShows(changes, Map.of(0, 10L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithTheRecountThroughCrashesAndRepeats(long seed) {
        Instant december = Instant.parse("2026-12-15T02:00:00Z");
        List<Fact> log = new FactStream(seed).between(december, december.plus(Duration.ofDays(90)), 400, Duration.ofDays(17));
        CrashingFold fold = new CrashingFold(store(), LOG, log, seed);

        fold.run(log.size() / 2);
        assertShows(Recount.of(fold.applied()).counts(), fold.positions());

        fold.run(log.size());
        assertThat(fold.applied()).hasSameSizeAs(log);
        assertShows(Recount.of(log).counts(), fold.positions());
    }

    @Test
    void buildsAViewBesideTheLiveOneThatNobodyReads() {
        Map<CountKey, Long> live = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L);
        store().apply(new CountBatch(LOG, 0, 0, 10, RECEIVED, ledgers(served(WENXIN_1)), live));

        try (NewView built = build()) {
            assertThat(built.store().position(0)).isEmpty();
            assertThat(built.store().apply(batch(0, 1, 2, Map.of()))).isEqualTo(new PositionDiffers(0));
            assertThat(built.store().apply(batch(0, 0, 4, Map.of(meals(DAY, WENXIN_2, Measure.MEALS), 1L)))).isEqualTo(new Applied());

            assertThat(built.store().position(0)).contains(new StoredPosition(LOG.toString(), 4));
            assertThat(built.store().ledgers(List.of(DINER)).get(DINER)).isEqualTo(DinerLedger.empty(DINER));
            assertShows(live, Map.of(0, 10L));
            assertThat(store().apply(batch(0, 10, 11, Map.of()))).isEqualTo(new Applied());
        }
    }

    @Test
    void showsTheNewViewFromTheSwitchOn() {
        CountStore before = store();
        before.apply(batch(0, 0, 10, Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L)));
        Map<CountKey, Long> rebuilt = Map.of(meals(DAY, WENXIN_2, Measure.MEALS), 1L);

        try (NewView built = build()) {
            fill(built.store(), 10, rebuilt);
            assertThat(built.goLive(LOG.partitions(), Set.of())).isEqualTo(new Switched(1, true));
        }

        assertShows(rebuilt, Map.of(0, 10L, 1, 0L, 2, 0L));
        assertThat(store().apply(batch(0, 10, 11, Map.of()))).isEqualTo(new Applied());
        assertShows(rebuilt, Map.of(0, 11L, 1, 0L, 2, 0L));
    }

    @Test
    void writesNothingToAViewThatWasReplaced() {
        CountStore before = store();
        before.apply(batch(0, 0, 10, Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L)));
        Map<CountKey, Long> rebuilt = Map.of(meals(DAY, WENXIN_2, Measure.MEALS), 1L);
        NewView built = build();
        CountStore builder = built.store();
        fill(builder, 10, rebuilt);
        built.goLive(LOG.partitions(), Set.of());
        built.close();

        for (CountStore old : List.of(before, builder)) {
            CountBatch batch = new CountBatch(LOG, 0, 10, 11, RECEIVED, ledgers(served(WENXIN_1)), rebuilt);
            assertThat(old.apply(batch)).isEqualTo(new Superseded());
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> before.position(0));
        }

        assertShows(rebuilt, Map.of(0, 10L, 1, 0L, 2, 0L));
        assertThat(ledger(DINER)).isEqualTo(DinerLedger.empty(DINER));
    }

    @Test
    void neverSwitchesToAViewThatIsBehindInAnyPartition() {
        Map<CountKey, Long> live = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L);
        store().apply(batch(0, 0, 10, Map.of()));
        store().apply(batch(2, 0, 7, live));

        try (NewView built = build()) {
            fill(built.store(), 20, Map.of());
            built.store().apply(batch(2, 0, 6, Map.of()));
            assertThat(built.goLive(LOG.partitions(), Set.of())).isEqualTo(new Behind(2, 6, 7));
            assertThat(built.goLive(LOG.partitions(), Set.of(0, 1))).isEqualTo(new Behind(2, 6, 7));
            assertShows(live, Map.of(0, 10L, 2, 7L));

            built.store().apply(batch(2, 6, 7, live));
            assertThat(built.goLive(LOG.partitions(), Set.of())).isEqualTo(new Switched(1, true));
        }

        assertShows(live, Map.of(0, 20L, 1, 0L, 2, 7L));
    }

    @Test
    void takesNoBatchIntoTheLiveViewWhileItIsHeldForTheSwitch() {
        Map<CountKey, Long> live = Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L);
        fill(store(), 10, live);
        CountStore before = store();

        try (NewView built = build()) {
            built.holdLive(Duration.ofMinutes(1));
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> before.apply(batch(0, 10, 12, Map.of())));
            assertThat(before.position(0)).contains(new StoredPosition(LOG.toString(), 10));
            assertShows(live, Map.of(0, 10L, 1, 0L, 2, 0L));

            fill(built.store(), 10, live);
            assertThat(built.goLive(LOG.partitions(), Set.of())).isEqualTo(new Switched(1, true));
        }

        assertThat(store().apply(batch(0, 10, 12, Map.of()))).isEqualTo(new Applied());
    }

    @Test
    void takesBatchesAgainAfterAHoldThatNobodyEnded() {
        try (NewView built = build()) {
            built.holdLive(Duration.ofMillis(50));

            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> store().apply(batch(0, 0, 2, Map.of())) instanceof Applied);
        }
    }

    @Test
    void switchesThoughTheLiveViewStandsWhereTheLogDoesNotReach() {
        store().apply(batch(2, 0, 7, Map.of()));

        try (NewView built = build()) {
            fill(built.store(), 20, Map.of());
            assertThat(built.goLive(LOG.partitions(), Set.of(2))).isEqualTo(new Switched(1, true));
        }

        assertShows(Map.of(), Map.of(0, 20L, 1, 0L, 2, 0L));
    }

    @Test
    void switchesFromAViewOfAnotherLog() {
        LogId other = new LogId("cluster-1", "topic-0", 3);
        store().apply(new CountBatch(other, 0, 0, 1000, RECEIVED, Map.of(), Map.of(meals(DAY, WENXIN_1, Measure.MEALS), 2L)));

        try (NewView built = build()) {
            fill(built.store(), 20, Map.of());
            assertThat(built.goLive(LOG.partitions(), Set.of())).isEqualTo(new Switched(1, false));
        }

        assertShows(Map.of(), Map.of(0, 20L, 1, 0L, 2, 0L));
    }

    @Test
    void switchesFromNothing() {
        try (NewView built = build()) {
            fill(built.store(), 20, Map.of());
            assertThat(built.goLive(LOG.partitions(), Set.of())).isEqualTo(new Switched(1, true));
        }

        assertThat(store().position(0)).contains(new StoredPosition(LOG.toString(), 20));
        assertShows(Map.of(), Map.of(0, 20L, 1, 0L, 2, 0L));
    }

    @Test
    void letsOneBuilderBuildAndFencesOffThoseBefore() {
        NewView first = build();
        assertThat(stores().build()).isEmpty();
        fill(first.store(), 10, Map.of());
        first.close();

        try (NewView second = build()) {
            assertThat(second.number()).isGreaterThan(first.number());
            assertThat(second.store().position(0)).isEmpty();
            assertThat(first.store().apply(batch(0, 10, 11, Map.of()))).isEqualTo(new Superseded());
            assertThat(first.goLive(LOG.partitions(), Set.of())).isEqualTo(new SwitchResult.Superseded());
            fill(second.store(), 20, Map.of());
            assertThat(second.goLive(LOG.partitions(), Set.of())).isEqualTo(new Switched(1, true));
        }

        assertShows(Map.of(), Map.of(0, 20L, 1, 0L, 2, 0L));
    }

    @Test
    void countsSwitchesOn() {
        for (long live = 1; live <= 3; live++) {
            try (NewView built = build()) {
                fill(built.store(), 10, Map.of());
                assertThat(built.goLive(LOG.partitions(), Set.of())).isEqualTo(new Switched(live, true));
                assertThat(built.number()).isEqualTo(live + 1);
            }
        }
    }

    private NewView build() {
        return stores().build().orElseThrow();
    }

    /** Partition 0 up to a position, and the others at their beginnings. */
    private static void fill(CountStore store, long to, Map<CountKey, Long> changes) {
        assertThat(store.apply(batch(0, 0, to, changes))).isEqualTo(new Applied());
        assertThat(store.apply(batch(1, 0, 0, Map.of()))).isEqualTo(new Applied());
        assertThat(store.apply(batch(2, 0, 0, Map.of()))).isEqualTo(new Applied());
    }

    /** Every reading there can be of these counts, and some beside them. */
    private void assertShows(Map<CountKey, Long> counts, Map<Integer, Long> positions) {
        NaiveReadings expected = new NaiveReadings(counts);
        Map<Integer, Long> sorted = new TreeMap<>(positions);
        List<LocalDate> days = days(counts);
        assertThat(view().positions()).isEqualTo(sorted);
        for (String areaCode : areaCodes()) {
            for (AreaLevel detail : AreaLevel.values()) {
                if (detail.compareTo(AreaLevel.ofCode(areaCode)) < 0) {
                    continue;
                }
                if (detail != AreaLevel.CITY) {
                    LocalDate last = days.get(days.size() - 1);
                    Reading<CountView.MealCell> meals = view().meals(days.get(0), last, areaCode, detail);
                    assertThat(meals.positions()).isEqualTo(sorted);
                    assertSame(meals.cells(), expected.meals(days.get(0), last, areaCode, detail), areaCode, detail);
                }
                for (Window window : windows(areaCode.equals("330100") ? days : List.of(DAY))) {
                    Reading<CountView.PersonCell> persons = view().persons(window, areaCode, detail);
                    assertThat(persons.positions()).isEqualTo(sorted);
                    assertSame(persons.cells(), expected.persons(window, areaCode, detail), areaCode, detail, window);
                }
            }
        }
        for (LocalDate day : days) {
            Reading<CountView.CurveCell> curve = view().curve(day);
            assertThat(curve.positions()).isEqualTo(sorted);
            assertSame(curve.cells(), expected.curve(day), day);
        }
    }

    // Sets, since comparing thousands of cells in any order one by one would take minutes; a repeated cell shows in the size.
    private static <C> void assertSame(List<C> shown, List<C> expected, Object... reading) {
        assertThat(Set.copyOf(shown)).as("reading of %s", List.of(reading)).isEqualTo(Set.copyOf(expected));
        assertThat(shown).hasSameSizeAs(expected);
    }

    private static List<String> areaCodes() {
        Stream<String> ofPlaces = PLACES.stream()
                .flatMap(place -> Stream.of("330100", place.district(), place.subdistrict(), place.point()));
        return Stream.concat(ofPlaces, Stream.of("330110", "330106099", "330106-0009")).distinct().toList();
    }

    private static List<LocalDate> days(Map<CountKey, Long> counts) {
        Stream<LocalDate> named = counts.keySet().stream().flatMap(key -> {
            if (key instanceof CountKey.Meals meals) {
                return Stream.of(meals.day());
            }
            return key instanceof CountKey.Curve curve ? Stream.of(curve.day()) : Stream.of();
        });
        return Stream.concat(named, Stream.of(DAY)).distinct().sorted().toList();
    }

    private static Collection<Window> windows(List<LocalDate> days) {
        Stream<LocalDate> all = Stream.concat(days.stream(), Stream.of(LocalDate.of(2026, 12, 31), LocalDate.of(2027, 1, 1)));
        return all.flatMap(day -> Stream.of(Window.Kind.values()).map(kind -> Window.of(kind, day)))
                .distinct()
                .toList();
    }

    private static CountBatch batch(int partition, long from, long to, Map<CountKey, Long> changes) {
        return new CountBatch(LOG, partition, from, to, RECEIVED, Map.of(), changes);
    }

    private static CountBatch.Advance advance(int partition, long from, long to, long ledgersFrom) {
        return new CountBatch.Advance(partition, from, to, ledgersFrom, RECEIVED.toEpochMilli());
    }

    private static CountKey meals(LocalDate day, Place place, Measure measure) {
        return new CountKey.Meals(day, place, MealPeriod.LUNCH, ServiceMode.DINE_IN, DinerGroup.AGE_60_79, measure);
    }

    private static CountKey persons(Window.Kind kind, String areaPath) {
        return new CountKey.Persons(Window.of(kind, DAY), Area.ofPath(areaPath), PersonMeasure.PERSONS);
    }

    private static Fact served(Place place) {
        return new Fact(
                new UUID(1, place.hashCode()),
                new UUID(2, place.hashCode()),
                DINER,
                FactKind.SERVED,
                RECEIVED,
                RECEIVED,
                DAY,
                MealPeriod.LUNCH,
                ServiceMode.DINE_IN,
                DinerGroup.AGE_60_79,
                1,
                place);
    }

    private static Map<DinerId, DinerLedger> ledgers(Fact... facts) {
        return folded(List.of(facts));
    }

    private static Map<DinerId, DinerLedger> folded(List<Fact> facts) {
        FactsFolded fold = new FactsFolded(Map.of());
        facts.forEach(fold::add);
        return fold.ledgers();
    }

    private DinerLedger ledger(DinerId diner) {
        return Optional.ofNullable(store().ledgers(List.of(diner)).get(diner)).orElseThrow();
    }
}
