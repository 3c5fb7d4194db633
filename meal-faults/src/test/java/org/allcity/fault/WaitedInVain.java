package org.allcity.fault;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionEvaluationListener;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.EvaluatedCondition;
import org.awaitility.core.TimeoutEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what each process and each thread is at once a test has waited for long, and again in its failure when it waited in vain:
 * afterwards they are ended, and logs of another machine are not always at hand.
 */
public final class WaitedInVain
        implements BeforeAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                ConditionEvaluationListener<Object> {

    private static final Logger log = LoggerFactory.getLogger(WaitedInVain.class);
    private static final long LONG_MILLIS = 30_000;

    private static volatile @Nullable String lastWords;
    private volatile boolean saidSo;

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultConditionEvaluationListener(this);
    }

    @Override
    public void conditionEvaluated(EvaluatedCondition<Object> condition) {
        if (condition.getElapsedTimeInMS() < LONG_MILLIS) {
            saidSo = false;
        } else if (!saidSo) {
            saidSo = true;
            log.warn("waiting for more than {} ms: {}", LONG_MILLIS, now());
        }
    }

    @Override
    public void onTimeout(TimeoutEvent event) {
        lastWords = now();
    }

    private static String now() {
        return Stream.concat(ownThreads(), ChildProcess.running().stream().map(ChildProcess::lastWords))
                .collect(Collectors.joining(" | "));
    }

    private static Stream<String> ownThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey() != Thread.currentThread() && !one.getKey().getName().startsWith("proxy-"))
                .filter(one -> Arrays.stream(one.getValue()).anyMatch(WaitedInVain::isOurs))
                .map(one -> one.getKey().getName() + " at " + one.getValue()[0] + " .. "
                        + Arrays.stream(one.getValue()).filter(WaitedInVain::isOurs).limit(3).map(Object::toString).toList());
    }

    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith("org.allcity.");
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw told(failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw told(failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw told(failure);
    }

    private static Throwable told(Throwable failure) {
        return failure instanceof ConditionTimeoutException
                ? new AssertionError(failure.getMessage() + " Meanwhile: " + lastWords, failure)
                : failure;
    }
}
