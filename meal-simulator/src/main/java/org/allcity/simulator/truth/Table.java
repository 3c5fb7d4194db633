package org.allcity.simulator.truth;

import java.util.List;
import java.util.Map;

/**
 * Rows of figures.
 *
 * @param columns the names of the figures in each row
 * @param rows    by key, one key value per grouping
 */
record Table(List<String> columns, Map<List<String>, long[]> rows) {
}
