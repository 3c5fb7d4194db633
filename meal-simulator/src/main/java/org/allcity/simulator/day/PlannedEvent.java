package org.allcity.simulator.day;

import org.jspecify.annotations.Nullable;

/**
 * A fact and when its terminal can first send it.
 *
 * @param due  milliseconds since 1970, true time; never before the fact occurred
 * @param flaw if not null, the event is written with this flaw and must be rejected
 */
public record PlannedEvent(Fact fact, long due, @Nullable Flaw flaw) {

    public boolean valid() {
        return flaw == null;
    }
}
