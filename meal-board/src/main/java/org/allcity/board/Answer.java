package org.allcity.board;

import java.time.Instant;
import java.util.SortedMap;

/**
 * The rows of one reading.
 *
 * @param name what a file of it is called, without its ending
 * @param asOf when it was read
 * @param positions by partition, the position in the log that the rows are exact up to
 */
public record Answer(String name, Instant asOf, SortedMap<Integer, Long> positions, Table table) {}
