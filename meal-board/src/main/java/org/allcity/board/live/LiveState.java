package org.allcity.board.live;

import org.allcity.board.DayFigures;
import org.jspecify.annotations.Nullable;

/**
 * What the feed knows.
 *
 * @param version grows with each change of the figures
 * @param figures the latest reading; null before the first
 * @param readable whether the latest try to read went well
 */
record LiveState(long version, @Nullable DayFigures figures, boolean readable) {

    static final LiveState NONE = new LiveState(0, null, false);

    /** The state after a try to read, which gave figures or null. */
    LiveState next(@Nullable DayFigures read) {
        if (read == null) {
            return new LiveState(version, figures, false);
        }
        boolean same = figures != null && figures.saysTheSameAs(read);
        return new LiveState(same ? version : version + 1, read, true);
    }
}
