package org.allcity.counts;

/**
 * Where the counts stand in one partition.
 *
 * @param log the log they are a view of, as {@link LogId#toString()} gives it
 * @param next position of the first record that is not in the counts
 */
public record StoredPosition(String log, long next) {}
