package org.allcity.aggregator;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Shows the one line instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class RefusedToStartAnalyzer extends AbstractFailureAnalyzer<RefusedToStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefusedToStartException refusal) {
        return new FailureAnalysis("meal-aggregator does not start: " + refusal.getMessage(), null, refusal);
    }
}
