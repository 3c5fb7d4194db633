package org.allcity.aggregator.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** What the last verification of this instance found; not a number while it has made none. */
@Component
final class VerificationMetrics {

    private volatile double drift = Double.NaN;
    private volatile double cells = Double.NaN;
    private volatile double completed = Double.NaN;
    private volatile double givenUp = Double.NaN;

    VerificationMetrics(MeterRegistry registry) {
        Gauge.builder("meals.aggregator.verify.drift.cells", this, metrics -> metrics.drift)
                .description("Cells, ledgers and keys that differed from the recount of the log in the last verification")
                .register(registry);
        Gauge.builder("meals.aggregator.verify.cells", this, metrics -> metrics.cells)
                .description("Cells that the last verification compared")
                .register(registry);
        Gauge.builder("meals.aggregator.verify.completed", this, metrics -> metrics.completed)
                .description("When the last verification was completed, since 1970")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("meals.aggregator.verify.given.up", this, metrics -> metrics.givenUp)
                .description("Verifications in a row that could not be completed")
                .register(registry);
    }

    void verified(Verification.Result result) {
        drift = result.differ();
        cells = result.cells();
        completed = System.currentTimeMillis() / 1000.0;
        givenUp = 0;
    }

    void givenUp() {
        givenUp = Double.isNaN(givenUp) ? 1 : givenUp + 1;
    }

    /** Another instance does, so what this one found before is no longer what matters. */
    void notVerifiedHere() {
        drift = Double.NaN;
        cells = Double.NaN;
        completed = Double.NaN;
        givenUp = Double.NaN;
    }
}
