package org.allcity.simulator.terminal;

import org.allcity.simulator.day.PlannedEvent;

/** An event in an outbox. It is answered once, however often it is sent. */
final class Entry {

    private final PlannedEvent event;
    private final DayRun run;
    private boolean answered;
    private boolean stored;

    Entry(PlannedEvent event, DayRun run) {
        this.event = event;
        this.run = run;
    }

    PlannedEvent event() {
        return event;
    }

    boolean answered() {
        return answered;
    }

    void answer(Answer.Item item) {
        if (answered) {
            if (item.stored() != stored) {
                run.answeredOtherwise(event, stored);
            }
            return;
        }
        answered = true;
        stored = item.stored();
        if (item.stored()) {
            run.stored(event);
        } else {
            run.rejected(event, String.valueOf(item.code()), String.valueOf(item.detail()));
        }
    }
}
