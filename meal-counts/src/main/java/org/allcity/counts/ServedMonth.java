package org.allcity.counts;

import java.time.YearMonth;

/**
 * What later counts still need of sealed meals: that the diner was served at a point in a month.
 *
 * @param senior whether it was under a 60+ group
 */
public record ServedMonth(YearMonth month, Place place, boolean senior) {}
