package org.allcity.counts;

import java.util.List;
import java.util.SortedMap;

/**
 * Counts read in one instant.
 *
 * @param positions by partition, the position that the counts are exact up to
 * @param cells the counts that are not zero
 */
public record Reading<T>(SortedMap<Integer, Long> positions, List<T> cells) {}
