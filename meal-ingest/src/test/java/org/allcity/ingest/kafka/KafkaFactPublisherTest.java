package org.allcity.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.allcity.ingest.NotStoredException;
import org.allcity.ingest.NotStoredException.Reason;
import org.allcity.ingest.Pseudonyms;
import org.allcity.ingest.Receipt;
import org.allcity.ingest.ReportValidator;
import org.allcity.ingest.ServiceReport;
import org.allcity.ingest.TerminalPlace;
import org.allcity.ingest.Verdict;
import org.allcity.schema.Capture;
import org.allcity.schema.DinerGroup;
import org.allcity.schema.FactKind;
import org.allcity.schema.MealPeriod;
import org.allcity.schema.ServiceMode;
import org.allcity.schema.VerifiedBy;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

class KafkaFactPublisherTest {

    private static final TerminalPlace PLACE = new TerminalPlace("T-1", "330106-0042", "330106", "330106003");
    private static final Instant NOW = Instant.parse("2026-11-23T04:00:00Z");
    private static final int IN_FLIGHT_MAX = 3;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CountingProducer kafka = new CountingProducer();
    private final KafkaFactPublisher publisher = new KafkaFactPublisher(kafka, "meal-events.330100", 12, IN_FLIGHT_MAX, PublishTracing.NONE, meters);

    @Test
    void givesReceiptsOnlyOnceEveryFactIsAcknowledged() {
        CompletableFuture<List<Receipt>> stored = publisher.publish(reports(2), PLACE);

        kafka.completeNext();
        assertThat(stored).isNotDone();
        kafka.completeNext();
        assertThat(stored).isCompletedWithValueMatching(receipts -> receipts.size() == 2);
        assertThat(stored.join()).extracting(Receipt::offset).doesNotContain(-1L);
    }

    @Test
    void failsIfOneFactOfManyIsNotAcknowledged() {
        CompletableFuture<List<Receipt>> stored = publisher.publish(reports(3), PLACE);

        kafka.completeNext();
        kafka.errorNext(new TimeoutException("no ack"));
        assertThat(stored).isNotDone();
        kafka.completeNext();

        assertThat(reasonOf(stored)).isEqualTo(Reason.NO_ACK);
    }

    @Test
    void takesNoMoreThanTheBoundInFlightAndGoesOnWhenAcknowledged() {
        CompletableFuture<List<Receipt>> first = publisher.publish(reports(IN_FLIGHT_MAX), PLACE);
        assertThat(inFlight()).isEqualTo(IN_FLIGHT_MAX);

        assertThat(reasonOf(publisher.publish(reports(1), PLACE))).isEqualTo(Reason.IN_FLIGHT);
        assertThat(kafka.history()).hasSize(IN_FLIGHT_MAX);

        IntStream.range(0, IN_FLIGHT_MAX).forEach(i -> kafka.completeNext());
        assertThat(first).isCompleted();
        assertThat(inFlight()).isZero();
        assertThat(publisher.publish(reports(IN_FLIGHT_MAX), PLACE)).isNotCompletedExceptionally();
    }

    @Test
    void givesItsPlaceInFlightBackAfterFailures() {
        kafka.sendException = new KafkaException("refused");
        assertThat(reasonOf(publisher.publish(reports(3), PLACE))).isEqualTo(Reason.NO_ACK);
        kafka.sendException = null;
        CompletableFuture<List<Receipt>> second = publisher.publish(reports(3), PLACE);
        IntStream.range(0, 3).forEach(i -> kafka.errorNext(new TimeoutException("no ack")));

        assertThat(reasonOf(second)).isEqualTo(Reason.NO_ACK);
        assertThat(inFlight()).isZero();
    }

    @Test
    void sendsNothingMoreAfterAFirstRefusal() {
        kafka.sendException = new KafkaException("refused");

        CompletableFuture<List<Receipt>> stored = publisher.publish(reports(3), PLACE);

        assertThat(reasonOf(stored)).isEqualTo(Reason.NO_ACK);
        assertThat(kafka.attempts).isEqualTo(1);
    }

    @Test
    void countsOnlyAcknowledgedRequestsInTheAckTimer() {
        publisher.publish(reports(1), PLACE);
        kafka.completeNext();
        publisher.publish(reports(1), PLACE);
        kafka.errorNext(new TimeoutException("no ack"));

        assertThat(meters.get("meals.ingest.ack").timer().count()).isEqualTo(1);
    }

    @Test
    void sendsADinersFactsToOnePartition() {
        publisher.publish(List.of(report("A"), report("A"), report("B")), PLACE);

        assertThat(kafka.history().get(0).partition()).isEqualTo(kafka.history().get(1).partition());
        assertThat(kafka.history().get(0).key()).isEqualTo(kafka.history().get(1).key()).isNotEqualTo(kafka.history().get(2).key());
        assertThat(kafka.history().get(0).timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void hasAnAvroWordForEveryWordOfAReport() {
        assertSameNames(ServiceReport.Kind.values(), FactKind.values());
        assertSameNames(ServiceReport.Period.values(), MealPeriod.values());
        assertSameNames(ServiceReport.Mode.values(), ServiceMode.values());
        assertSameNames(ServiceReport.Group.values(), DinerGroup.values());
        assertSameNames(ServiceReport.VerifiedBy.values(), VerifiedBy.values());
        assertSameNames(ServiceReport.Capture.values(), Capture.values());
    }

    private static void assertSameNames(Enum<?>[] ours, Enum<?>[] avro) {
        assertThat(Arrays.stream(ours).map(Enum::name)).containsExactlyElementsOf(Arrays.stream(avro).map(Enum::name).toList());
    }

    private double inFlight() {
        return meters.get("meals.ingest.in.flight").gauge().value();
    }

    private static Reason reasonOf(CompletableFuture<?> stored) {
        assertThat(stored).isCompletedExceptionally();
        Throwable failure = catchThrowable(stored::join);
        return ((NotStoredException) (failure instanceof CompletionException ? failure.getCause() : failure)).reason();
    }

    private static List<ServiceReport> reports(int count) {
        return IntStream.range(0, count).mapToObj(i -> report("DINER-" + i)).toList();
    }

    private static ServiceReport report(String citizenId) {
        ReportValidator validator = new ReportValidator(new Pseudonyms("key".getBytes(StandardCharsets.UTF_8)));
        JsonParser event = new JsonMapper().createParser("""
                {"eventId": "%s", "orderId": "%s", "fact": "SERVED", "occurredAt": "2026-11-23T11:42:07+08:00", "period": "LUNCH",
                 "mode": "DINE_IN", "diner": {"citizenId": "%s0000", "group": "STAFF"}}""".formatted(
                UUID.randomUUID(), UUID.randomUUID(), citizenId));
        event.nextToken();
        Verdict verdict = validator.receive(NOW).judge(event);
        return ((Verdict.Accepted) verdict).report();
    }

    private static final class CountingProducer extends MockProducer<byte[], byte[]> {

        private int attempts;

        CountingProducer() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            attempts++;
            return super.send(record, callback);
        }
    }
}
