package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.allcity.counts.CountView;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.redis.RedisCounts;
import org.allcity.fault.usual.StreamsCounter;
import org.allcity.schema.MealFact;
import org.jspecify.annotations.Nullable;

/** One way of counting at work: its members, its Redis, and its city, so that runs share nothing but the broker. */
final class UsualRun implements AutoCloseable {

    static final Duration WITHIN = Duration.ofSeconds(120);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
    private static final Duration STILL_FOR = Duration.ofSeconds(1);
    private static final Duration MARKS_KEPT = Duration.ofDays(1);
    private static final Set<LocalDate> DAYS = Set.of(LocalDate.parse("2026-11-22"), LocalDate.parse("2026-11-23"));

    private final UsualWay way;
    private final UsualTopic topic;
    private final String bootstrapServers;
    private final Duration marksKept;
    private final Path folder;
    private final List<UsualMember> members = new ArrayList<>();
    private RedisProcess redis;
    private @Nullable RedisClient client;
    private List<MealFact> load = List.of();
    private CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
    private UsualCounts latest = new UsualCounts(Map.of());
    private int membersEver;

    UsualRun(UsualWay way, UsualTopic topic, String bootstrapServers, List<String> redisSettings, Duration marksKept) {
        this.way = way;
        this.topic = topic;
        this.bootstrapServers = bootstrapServers;
        this.marksKept = marksKept;
        this.folder = Faults.folder("usual-" + topic.city());
        this.redis = RedisProcess.start(redisSettings);
        start();
    }

    static Duration marksKept() {
        return MARKS_KEPT;
    }

    UsualWay way() {
        return way;
    }

    RedisProcess redis() {
        return redis;
    }

    /** The facts that the next fault strikes at. */
    void load(List<MealFact> facts) {
        load = facts;
    }

    void sendLoad() {
        sent = topic.send(load);
    }

    void awaitSent() {
        sent.join();
    }

    /** From now on the members' Redis is another one. */
    void redis(RedisProcess other) {
        closeClient();
        redis.close();
        redis = other;
        members.forEach(member -> member.redis(other.port()));
    }

    /** Adds a member and waits until the group has it. */
    void join() {
        start();
        awaitMembers(members.size());
    }

    private void start() {
        Path own = folder.resolve("member-" + ++membersEver);
        members.add(new UsualMember(
                redis.port(),
                port -> way.launch(bootstrapServers, topic.city(), port, own, marksKept),
                folder.resolve("member-" + membersEver + ".log"),
                way.writes().get(0)));
    }

    /** The member that has been there for longest. */
    UsualMember oldest() {
        return members.get(0);
    }

    /** Has the oldest member leave as an operator would. */
    void leave() {
        UsualMember member = members.remove(0);
        member.process().term();
        member.close();
        awaitMembers(members.size());
    }

    void awaitMembers(int count) {
        await().atMost(WITHIN).until(() -> {
            members.forEach(UsualMember::checkAlive);
            return topic.members(way.group(topic.city())) == count;
        });
    }

    /** What is counted now. */
    UsualCounts counts() {
        return way == UsualWay.OURS
                ? view(view -> UsualCounts.ofView(view, topic.city(), DAYS))
                : redis.ask(UsualCounts::ofHashes);
    }

    private <T> T view(Function<CountView, T> reading) {
        try (RedisCounts counts = RedisCounts.connect(client(), topic.city(), ANSWERS_WITHIN)) {
            return reading.apply(counts.view());
        }
    }

    /** Made anew for another Redis: a client is of one address. */
    private RedisClient client() {
        if (client == null) {
            client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
        }
        return client;
    }

    private void closeClient() {
        if (client != null) {
            client.shutdown(0, 2, TimeUnit.SECONDS);
            client = null;
        }
    }

    /** Waits until everything is done with and nothing changes any more. */
    UsualCounts awaitAllCounted() {
        awaitAllDone();
        await().atMost(WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .during(STILL_FOR)
                .until(this::isAsBefore);
        return latest;
    }

    private boolean isAsBefore() {
        UsualCounts before = latest;
        latest = counts();
        return latest.equals(before) && isAllDone();
    }

    /** Waits until something was counted since. */
    void awaitProgress(UsualCounts since) {
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(50)).until(() -> !counts().equals(since));
    }

    /** Waits until everything in the log is done with, as far as the way itself can tell. */
    void awaitAllDone() {
        await().atMost(WITHIN)
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptionsMatching(UsualRun::isTrouble)
                .until(this::isAllDone);
    }

    private boolean isAllDone() {
        members.forEach(UsualMember::checkAlive);
        String group = way.group(topic.city());
        return switch (way) {
            case OURS -> view(CountView::positions).equals(topic.ends());
            case STREAMS_SINK -> topic.isCommitted(group)
                    && topic.isCommittedButForMarkers(group + StreamsCounter.SINK_SUFFIX, group + StreamsCounter.INCREMENTS_SUFFIX);
            case STREAMS_TOTALS -> topic.isCommitted(group)
                    && topic.isCommittedButForMarkers(group, group + StreamsCounter.INCREMENTS_SUFFIX);
            case HINCRBY, HINCRBY_DEDUPED, STREAMS_INSIDE -> topic.isCommitted(group);
        };
    }

    private static boolean isTrouble(Throwable e) {
        return e instanceof RedisException || e instanceof StoreUnavailableException;
    }

    @Override
    public void close() {
        members.forEach(UsualMember::close);
        closeClient();
        redis.close();
    }
}
