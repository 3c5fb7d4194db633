package org.allcity.counts.redis;

import java.util.List;
import java.util.SortedMap;

/**
 * What stands in Redis, as far as it can be read.
 *
 * @param servers name, version and eviction policy of each
 * @param schema version of the key layout; empty when nothing is stored
 * @param view number of the live view
 * @param building number of a view that is being built, or was; empty when none
 * @param log that the live view is a view of; empty when nothing is stored
 * @param positions of the live view, by partition
 * @param asOfMillis latest receipt that is counted, by partition
 * @param trouble why the counts cannot be read, in one line; empty when they can
 */
public record RedisDescription(
        List<String> servers,
        String schema,
        String view,
        String building,
        String log,
        SortedMap<Integer, Long> positions,
        SortedMap<Integer, Long> asOfMillis,
        String trouble) {}
