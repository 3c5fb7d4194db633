package org.allcity.ingest.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.allcity.ingest.FactPublisher;
import org.allcity.ingest.NotStoredException;
import org.allcity.ingest.Receipt;
import org.allcity.ingest.Registry;
import org.allcity.ingest.ReportValidator;
import org.allcity.ingest.ServiceReport;
import org.allcity.ingest.ServiceReport.Capture;
import org.allcity.ingest.TerminalPlace;
import org.allcity.ingest.Verdict;
import org.allcity.ingest.http.IngestMetrics.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Takes the events of a terminal's request: who sends them, how many, what they say, and to Kafka with the good ones. */
@Component
class EventIntake {

    static final int BODY_BYTES_MAX = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(EventIntake.class);
    private static final List<MediaType> TAKEN = List.of(MediaType.APPLICATION_JSON, BodyReader.NDJSON);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final Registry registry;
    private final BearerTokens tokens;
    private final RateLimits limits;
    private final ReportValidator validator;
    private final FactPublisher publisher;
    private final IngestMetrics metrics;
    private final PointsHeard points;
    private final Clock clock;

    EventIntake(
            Registry registry, BearerTokens tokens, RateLimits limits, ReportValidator validator, FactPublisher publisher,
            IngestMetrics metrics, PointsHeard points, Clock clock) {
        this.registry = registry;
        this.tokens = tokens;
        this.limits = limits;
        this.validator = validator;
        this.publisher = publisher;
        this.metrics = metrics;
        this.points = points;
        this.clock = clock;
    }

    /** What becomes of the request's events, or a problem at once. Waits for the body, and for nothing else. */
    PendingAnswer take(HttpServletRequest request) {
        int counted = 1;
        try {
            TerminalPlace place = terminal(request);
            points.heard(place.pointId());
            limits.take(place.terminalId(), 1);
            MediaType type = BodyReader.type(request, TAKEN);
            byte[] body = BodyReader.read(request, BODY_BYTES_MAX);
            List<Verdict> verdicts = EventBody.judged(body, type, validator.receive(clock.instant()));
            counted = verdicts.size();
            limits.take(place.terminalId(), counted - 1);
            return stored(verdicts, place);
        } catch (ProblemException e) {
            metrics.refused(refusal(e.type()), counted);
            throw e;
        } catch (RuntimeException e) {
            metrics.refused(Refusal.INTERNAL, counted);
            throw e;
        }
    }

    private TerminalPlace terminal(HttpServletRequest request) {
        if (!registry.caughtUp()) {
            throw ProblemException.retry(ProblemType.NOT_READY,
                    "This instance is still reading the registry (expected: ready in a moment; send again)", 1);
        }
        return tokens.terminal(request);
    }

    private PendingAnswer stored(List<Verdict> verdicts, TerminalPlace place) {
        List<ServiceReport> reports = new ArrayList<>(verdicts.size());
        ServiceReport newestLive = null;
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Accepted accepted) {
                ServiceReport report = accepted.report();
                reports.add(report);
                if (report.capture() == Capture.LIVE
                        && (newestLive == null || newestLive.occurredAt().isBefore(report.occurredAt()))) {
                    newestLive = report;
                }
            } else if (verdict instanceof Verdict.Rejected rejected) {
                log.debug("Event rejected. terminal={} eventId={} code={}", place.terminalId(), rejected.eventId(), rejected.code());
            }
        }
        if (newestLive != null) {
            metrics.clock(newestLive.occurredAt(), newestLive.receivedAt());
        }
        CompletableFuture<List<Receipt>> stored = reports.isEmpty()
                ? CompletableFuture.completedFuture(List.of()) : publisher.publish(reports, place).copy();
        // Counted here and written later, by a thread of the web server: the one that brings the receipts is Kafka's.
        return new PendingAnswer(stored, stored.handle((receipts, failure) -> {
            if (failure != null) {
                return notStored(failure, verdicts.size());
            }
            metrics.answered(verdicts, receipts.size());
            return () -> answer(verdicts, receipts);
        }));
    }

    private static ResponseEntity<byte[]> answer(List<Verdict> verdicts, List<Receipt> receipts) {
        if (receipts.isEmpty()) {
            Problem problem = Problem.of(ProblemType.ALL_REJECTED,
                    "All events were rejected for what they say; items tells why (expected: put them aside, do not send them again)");
            return ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(EventsAnswer.of(problem, verdicts));
        }
        return ResponseEntity.status(receipts.size() == verdicts.size() ? 200 : 207).contentType(MediaType.APPLICATION_JSON)
                .body(EventsAnswer.of(verdicts, receipts));
    }

    private Supplier<ResponseEntity<byte[]>> notStored(Throwable failure, int events) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        boolean inFlight = cause instanceof NotStoredException notStored
                && notStored.reason() == NotStoredException.Reason.IN_FLIGHT;
        metrics.refused(inFlight ? Refusal.IN_FLIGHT : Refusal.NO_ACK, events);
        return () -> Json.answer(ProblemException.retry(ProblemType.NOT_STORED, inFlight
                ? "Too many events are waiting to be stored (expected: room in a moment; send all of them again)"
                : "Not stored for certain (expected: send all of them again; what was stored already is counted once)",
                inFlight ? 1 : RETRY_AFTER_SECONDS));
    }

    private static Refusal refusal(ProblemType type) {
        return switch (type) {
            case UNAUTHORIZED -> Refusal.UNAUTHORIZED;
            case WRONG_TYPE -> Refusal.WRONG_TYPE;
            case TOO_LARGE -> Refusal.TOO_LARGE;
            case TOO_MANY_EVENTS -> Refusal.RATE;
            case NOT_READY -> Refusal.NOT_READY;
            case INTERNAL -> Refusal.INTERNAL;
            default -> Refusal.BAD_REQUEST;
        };
    }
}
