package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a way of counting while it counts. Each is built so that it happens at a known place, such as between an increment
 * and the commit, and not by luck.
 */
abstract class UsualFault {

    /** They cannot tell what they have added from what they have not. */
    private static final Set<UsualWay> THAT_ADD = others(EnumSet.of(UsualWay.OURS, UsualWay.STREAMS_TOTALS));

    /** They do not go back with Redis. */
    private static final Set<UsualWay> ALL_USUAL = others(EnumSet.of(UsualWay.OURS));

    private final String title;
    private final int strikes;
    private final Set<UsualWay> surelyWrong;
    private final Set<UsualWay> surelyExact;

    private UsualFault(String title, int strikes, Set<UsualWay> surelyWrong) {
        this(title, strikes, surelyWrong, EnumSet.of(UsualWay.OURS));
    }

    /**
     * @param surelyWrong the ways that are bound to count wrong under this fault
     * @param surelyExact those that are bound to stay exact; of the others nothing is promised
     */
    private UsualFault(String title, int strikes, Set<UsualWay> surelyWrong, Set<UsualWay> surelyExact) {
        this.title = title;
        this.strikes = strikes;
        this.surelyWrong = surelyWrong;
        this.surelyExact = surelyExact;
    }

    String title() {
        return title;
    }

    int strikes() {
        return strikes;
    }

    Set<UsualWay> surelyWrong() {
        return surelyWrong;
    }

    Set<UsualWay> surelyExact() {
        return surelyExact;
    }

    List<String> redisSettings() {
        return RedisProcess.APPEND_ONLY;
    }

    /** How long events stay marked in Redis by the way that marks them. */
    Duration marksKept() {
        return UsualRun.marksKept();
    }

    boolean repeatsFacts() {
        return false;
    }

    /** After a first wave of facts is counted. */
    void prepare(UsualRun run) {}

    /** After a second one is. */
    void aim(UsualRun run, SplittableRandom random) {}

    /**
     * Sends the load, and strikes while it is counted.
     *
     * @param strike counted from 0
     */
    abstract void strike(UsualRun run, int strike, SplittableRandom random);

    private static Set<UsualWay> others(Set<UsualWay> ways) {
        return EnumSet.complementOf(EnumSet.copyOf(ways));
    }

    private static Predicate<RespReader.Value> write(UsualRun run, int strike) {
        List<Predicate<RespReader.Value>> writes = run.way().writes();
        return writes.get(strike % writes.size());
    }

    private static long number(UsualRun run, SplittableRandom random) {
        return 1 + random.nextInt(run.way().writesPerThousandFacts());
    }

    static UsualFault none() {
        return new UsualFault("none", 1, Set.of(), EnumSet.allOf(UsualWay.class)) {
            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                run.sendLoad();
            }
        };
    }

    /** Killed with the reply to a write under way: made in Redis, and not committed in Kafka. */
    static UsualFault killed() {
        return new UsualFault("process killed (-9) after a write, 4 times", 4, THAT_ADD) {
            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                UsualMember member = run.oldest();
                UsualMember.Caught caught = member.catchReply(write(run, strike), number(run, random));
                run.sendLoad();
                caught.awaitMade();
                member.process().kill9();
                caught.lose();
                member.startAgain();
            }
        };
    }

    static UsualFault replyLost() {
        return new UsualFault("connection cut after a write ran, its reply lost, 4 times", 4, THAT_ADD) {
            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                UsualMember.Caught caught = run.oldest().catchReply(write(run, strike), number(run, random));
                run.sendLoad();
                caught.awaitMade();
                caught.lose();
            }
        };
    }

    /**
     * What a power cut leaves of a file that is synced every second: what came since the load began is lost, and a little of what was
     * counted and committed just before.
     */
    static UsualFault appendOnlyFileCut() {
        return new UsualFault("Redis killed, the last second of its append-only file lost", 1, THAT_ADD) {

            private static final int CUT_BYTES_MIN = 20_000;
            private static final int CUT_BYTES_MAX = 80_000;

            private long counted;

            @Override
            void aim(UsualRun run, SplittableRandom random) {
                counted = size(file(run));
            }

            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                UsualCounts before = run.counts();
                run.sendLoad();
                run.awaitProgress(before);
                run.redis().process().kill9();
                cut(file(run), counted - random.nextInt(CUT_BYTES_MIN, CUT_BYTES_MAX));
                run.redis().start();
            }

            private Path file(UsualRun run) {
                return run.redis().folder().resolve("appendonly.aof");
            }
        };
    }

    static UsualFault snapshotRestored() {
        return new UsualFault("Redis restored from an older snapshot", 1, ALL_USUAL) {

            @Override
            List<String> redisSettings() {
                return RedisProcess.SNAPSHOTS_ONLY;
            }

            @Override
            void prepare(UsualRun run) {
                run.redis().ask(redis -> redis.save());
                copy(run.redis().folder().resolve("dump.rdb"), run.redis().folder().resolve("older.rdb"));
            }

            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                UsualCounts before = run.counts();
                run.sendLoad();
                run.awaitProgress(before);
                run.redis().process().kill9();
                copy(run.redis().folder().resolve("older.rdb"), run.redis().folder().resolve("dump.rdb"));
                run.redis().start();
            }
        };
    }

    static UsualFault failover() {
        return new UsualFault("failover to a replica that lags", 1, ALL_USUAL) {

            private @Nullable RedisProcess replica;

            @Override
            void prepare(UsualRun run) {
                RedisProcess started = RedisProcess.start(List.of(
                        "appendonly no", "save \"\"", "repl-diskless-sync no", "replicaof 127.0.0.1 " + run.redis().port()));
                replica = started;
                await().atMost(UsualRun.WITHIN).until(() -> started.ask(redis -> redis.info("replication"))
                        .contains("master_link_status:up"));
                // From here on it hears no more of its primary.
                started.ask(redis -> redis.replicaof("127.0.0.1", Ports.free()));
            }

            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                RedisProcess promoted = Objects.requireNonNull(replica);
                UsualCounts before = run.counts();
                run.sendLoad();
                run.awaitProgress(before);
                run.redis().process().kill9();
                promoted.ask(redis -> redis.replicaofNoOne());
                run.redis(promoted);
            }
        };
    }

    static UsualFault flushed() {
        return new UsualFault("FLUSHALL", 1, ALL_USUAL) {
            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                UsualCounts before = run.counts();
                run.sendLoad();
                run.awaitProgress(before);
                run.redis().ask(redis -> redis.flushall());
            }
        };
    }

    static UsualFault rebalanced() {
        return new UsualFault("members join and leave, in good order, 4 times", 4, Set.of()) {
            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                run.sendLoad();
                run.join();
                run.leave();
            }
        };
    }

    /** Stopped after a write and woken when another member has taken over its partitions and counted on. */
    static UsualFault frozen() {
        return new UsualFault(
                "process frozen after a write, past its session, then woken",
                1,
                EnumSet.of(UsualWay.HINCRBY, UsualWay.STREAMS_INSIDE, UsualWay.STREAMS_SINK)) {
            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                UsualMember zombie = run.oldest();
                run.join();
                UsualMember.Caught caught = zombie.catchReply(write(run, strike), 1);
                run.sendLoad();
                caught.awaitMade();
                zombie.process().freeze();
                run.awaitMembers(1);
                run.awaitAllDone();
                zombie.process().wake();
                caught.release();
                run.awaitMembers(2);
            }
        };
    }

    static UsualFault repeated() {
        Set<UsualWay> wrong = EnumSet.of(UsualWay.HINCRBY);
        return new UsualFault("terminals repeat events", 1, wrong, others(wrong)) {
            @Override
            boolean repeatsFacts() {
                return true;
            }

            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                run.sendLoad();
            }
        };
    }

    /** A terminal that was offline for longer than marks are kept; both are seconds here. */
    static UsualFault repeatedLate() {
        Set<UsualWay> wrong = EnumSet.of(UsualWay.HINCRBY, UsualWay.HINCRBY_DEDUPED);
        return new UsualFault("terminals repeat events after their marks expired", 1, wrong, others(wrong)) {
            @Override
            Duration marksKept() {
                return Duration.ofSeconds(2);
            }

            @Override
            boolean repeatsFacts() {
                return true;
            }

            @Override
            void aim(UsualRun run, SplittableRandom random) {
                await().atMost(UsualRun.WITHIN).until(() -> run.redis().ask(redis -> redis.keys("seen:*")).isEmpty());
            }

            @Override
            void strike(UsualRun run, int strike, SplittableRandom random) {
                run.sendLoad();
            }
        };
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cut(Path file, long size) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
