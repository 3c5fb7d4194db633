package org.allcity.board;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Shows the one line instead of a stack trace. */
// Before Spring's own analyzer of binding failures, which would wrap the line in its own words.
@Order(Ordered.HIGHEST_PRECEDENCE)
class RefusedToStartAnalyzer extends AbstractFailureAnalyzer<RefusedToStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefusedToStartException refusal) {
        return new FailureAnalysis("meal-board does not start: " + refusal.getMessage(), null, refusal);
    }
}
