package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import org.allcity.counts.DinerId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys that someone else has written at: what cannot be written over stops and says so, and goes on when it is mended. */
@Tag("slow")
class PlantedKeysIT {

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SAVED = "put-aside-by-the-test";
    private static final String STOPPED = "meals_aggregator_partitions_stopped";
    private static final String CAUSE = "cause=\"store_damaged\"";
    private static final String REMEDY = "stopped: STORE_DAMAGED: .*; restore Redis from a backup, or rebuild the counts";

    private final RunningCity running = RunningCity.take();

    @Test
    void writesALedgerAgainThatIsOfAnotherType() {
        int plantings = Faults.count(2, 30);
        for (int i = 0; i < plantings; i++) {
            DinerId diner = running.city().facts().regular(i);
            running.city().load().meal(diner);
            running.city().awaitFresh();
            String ledger = Layout.ledger(diner);
            running.city().truth().leaveOut(Set.of(ledger));

            eval("redis.call('DEL', KEYS[1]) redis.call('RPUSH', KEYS[1], 'planted') return 1", prefixed(ledger));

            running.city().load().meal(diner);
            await().atMost(SOON).until(() -> running.redis().ask(redis -> redis.type(prefixed(ledger))).equals("string"));
            running.city().awaitFresh();
            running.city().truth().leaveOut(Set.of());
        }

        running.proveExact("ledger replaced by another type", plantings, "-");
    }

    /** Of diners that nobody knows: an aggregator that found a view reads their ledgers, however much it keeps in its heap. */
    @Test
    void stopsOnlyThePartitionOfALedgerThatIsOfAnotherTypeWhereItHasToBeRead() {
        int plantings = Faults.count(2, 30);
        endAggregators();
        beginAggregatorsAgain();
        // A partition that is handed over while it is stopped is told of by its next owner, too.
        running.awaitEachOwnsHalf();
        running.city().awaitFresh();
        running.city().forgetFresh();
        for (int i = 0; i < plantings; i++) {
            DinerId diner = running.city().facts().newcomer(i);
            int partition = Load.partition(diner, FaultedCity.PARTITIONS);
            String line = "meal-events.*-" + partition + " " + REMEDY;
            long linesBefore = logged(line);
            running.city().truth().leaveOut(Set.of(Layout.ledger(diner)));

            eval("return redis.call('RPUSH', KEYS[1], 'planted')", prefixed(Layout.ledger(diner)));

            running.city().load().meal(diner);
            await().atMost(TOLD_WITHIN).until(() -> running.metric(STOPPED, CAUSE) == 1);
            await().atMost(TOLD_WITHIN).until(() -> logged(line) > linesBefore);
            SortedMap<Integer, Long> stopped = running.city().positions();
            running.city().awaitProgress(FaultedCity.PARTITIONS - 1);
            assertThat(running.city().positions().get(partition)).isEqualTo(stopped.get(partition));
            assertThat(logged(line)).isEqualTo(linesBefore + 1);

            eval("return redis.call('DEL', KEYS[1])", prefixed(Layout.ledger(diner)));

            running.city().awaitFresh();
            running.city().truth().leaveOut(Set.of());
            await().atMost(SOON).until(() -> running.metric(STOPPED, "") == 0);
        }

        running.proveExact("ledger of another type that is read", plantings, "partitions.stopped{cause=store_damaged}, one line with the remedy");
    }

    @Test
    void stopsWhatTouchesCountsThatAreOfAnotherTypeAndGoesOnWhenTheyAreMended() {
        int plantings = Faults.count(1, 30);
        for (int i = 0; i < plantings; i++) {
            String year = yearOfPersons();
            running.city().truth().leaveOut(Set.of(year));
            long linesBefore = logged(REMEDY);

            eval("redis.call('RENAME', KEYS[1], KEYS[2]) redis.call('RPUSH', KEYS[1], 'planted') return 1", prefixed(year), SAVED);

            await().atMost(TOLD_WITHIN.plus(timeToTouch())).until(() -> running.metric(STOPPED, CAUSE) >= 1);
            await().atMost(TOLD_WITHIN).until(() -> logged(REMEDY) > linesBefore);

            eval("redis.call('RENAME', KEYS[2], KEYS[1]) return 1", prefixed(year), SAVED);

            running.city().awaitFresh();
            running.city().truth().leaveOut(Set.of());
            await().atMost(SOON).until(() -> running.metric(STOPPED, "") == 0);
        }

        running.proveExact("counts replaced by another type", plantings, "partitions.stopped{cause=store_damaged}, one line with the remedy");
    }

    /** Who knows the counts writes over the word; so those who know it are ended first. */
    @Test
    void stopsWhatTouchesACountThatIsNoNumberAndGoesOnWhenItIsMended() {
        int plantings = Faults.count(1, 30);
        for (int i = 0; i < plantings; i++) {
            String year = yearOfPersons();
            running.city().truth().leaveOut(Set.of(year));
            endAggregators();

            eval("redis.call('SET', KEYS[2], redis.call('HGET', KEYS[1], 'persons')) "
                    + "redis.call('HSET', KEYS[1], 'persons', 'many') return 1", prefixed(year), SAVED);

            beginAggregatorsAgain();
            await().atMost(TOLD_WITHIN.plus(timeToTouch())).until(() -> running.metric(STOPPED, CAUSE) >= 1);
            await().atMost(TOLD_WITHIN).until(() -> logged(REMEDY.replace(": .*;", ": .*persons is many.*;")) >= 1);

            // Only the field: another field of the hash may well have been counted meanwhile.
            eval("redis.call('HSET', KEYS[1], 'persons', redis.call('GET', KEYS[2])) "
                    + "redis.call('DEL', KEYS[2]) return 1", prefixed(year), SAVED);

            running.city().awaitFresh();
            running.city().truth().leaveOut(Set.of());
            await().atMost(SOON).until(() -> running.metric(STOPPED, "") == 0);
        }

        running.proveExact("count replaced by a word", plantings, "partitions.stopped{cause=store_damaged}, one line with the remedy");
    }

    private void endAggregators() {
        running.aggregators().forEach(aggregator -> aggregator.app().process().kill9());
    }

    private void beginAggregatorsAgain() {
        running.aggregators().forEach(aggregator -> aggregator.app().beginAgain());
        running.aggregators().forEach(aggregator -> aggregator.app().awaitStarted());
    }

    /** A planted key can only be told of when the load comes to it. */
    private static Duration timeToTouch() {
        return Duration.ofSeconds(20);
    }

    /** The year that persons are counted in now. */
    private String yearOfPersons() {
        String suffix = ":" + running.city().city();
        return Snapshot.of(running.redis().port(), running.city().city(), false).cells().keySet().stream()
                .map(Layout.Cell::key)
                .filter(key -> key.startsWith("year:") && key.endsWith(suffix))
                .max(String::compareTo)
                .orElseThrow();
    }

    private String prefixed(String name) {
        return Snapshot.prefix(running.redis().port(), running.city().city()) + name;
    }

    /** In one instant, so that no batch comes between. */
    private void eval(String script, String... keys) {
        running.redis().ask(redis -> redis.eval(script, ScriptOutputType.INTEGER, keys));
    }

    private long logged(String regex) {
        return running.aggregators().stream().mapToLong(aggregator -> aggregator.app().process().lines(regex).size()).sum();
    }
}
