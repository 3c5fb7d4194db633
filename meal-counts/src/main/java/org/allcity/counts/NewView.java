package org.allcity.counts;

import java.time.Duration;
import java.util.Set;
import java.util.function.LongConsumer;

/** A view of the log that is being built beside the live one. Closed when its builder gives up or is done. */
public interface NewView extends AutoCloseable {

    /** How long a builder counts as alive that does not say so. */
    Duration ALIVE_FOR = Duration.ofSeconds(10);

    /** What tells it from every other view of its city; greater than those before. */
    long number();

    /** Its store, which is superseded once the view is live, or when another builder begins. */
    CountStore store();

    /** Says that its builder is alive; to be said several times in each {@link #ALIVE_FOR}. Batches do not say so. */
    void keepAlive();

    /**
     * Has the live view take no batches, so that this one can catch up with it under any load. It is read as ever.
     *
     * @param atMost after which it ends by itself; going live ends it, too
     */
    void holdLive(Duration atMost);

    /**
     * Makes it the live view, in one step, unless it stands behind the live one in some partition: positions never go back. A live
     * view of another log, or whose positions cannot be read, holds nothing back.
     *
     * @param partitions how many there are; each has a position in this view
     * @param lostPartitions where the live view stands at a position that the log does not have, so that no view can reach it
     */
    SwitchResult goLive(int partitions, Set<Integer> lostPartitions);

    /**
     * Removes what views have left that are neither live nor this one. Ends early, with nothing wrong, when another view goes live
     * or is begun meanwhile: whoever did that removes the rest.
     *
     * @param removed told how many keys each step removed
     */
    void removeOthers(LongConsumer removed);

    @Override
    void close();

    /** What became of going live. Only {@link Switched} changed anything. */
    sealed interface SwitchResult {

        /**
         * It is the live view now.
         *
         * @param replaced number of the view that was live
         * @param compared whether that view's positions were compared; else they were of another log, or damaged
         */
        record Switched(long replaced, boolean compared) implements SwitchResult {}

        /** The live view has counted records that this one has not: go on, and try again. */
        record Behind(int partition, long position, long livePosition) implements SwitchResult {}

        /** Another builder has begun: give up. */
        record Superseded() implements SwitchResult {}
    }
}
