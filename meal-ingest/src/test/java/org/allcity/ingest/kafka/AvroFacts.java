package org.allcity.ingest.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.allcity.ingest.DinerKey;
import org.allcity.ingest.ServiceReport;
import org.allcity.ingest.TerminalPlace;
import org.allcity.schema.Capture;
import org.allcity.schema.DinerGroup;
import org.allcity.schema.FactKind;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.MealPeriod;
import org.allcity.schema.ServiceMode;
import org.allcity.schema.VerifiedBy;

/** A report and where it came from, as the generated class writes it: what the encoder is compared with. */
final class AvroFacts {

    private AvroFacts() {}

    static byte[] encode(ServiceReport report, TerminalPlace place) {
        try {
            ByteBuffer encoded = MealFact.getEncoder().encode(fact(report, place));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MealFact fact(ServiceReport report, TerminalPlace place) {
        MealFact fact = new MealFact();
        fact.setEventId(id(report.eventId()));
        fact.setOrderId(id(report.orderId()));
        fact.setDiner(new Id(report.diner().bytes()));
        fact.setRegistered(report.diner().registered());
        fact.setKind(FactKind.valueOf(report.kind().name()));
        fact.setOccurredAt(report.occurredAt());
        fact.setReceivedAt(report.receivedAt());
        fact.setServiceDate(report.serviceDate());
        fact.setPeriod(MealPeriod.valueOf(report.period().name()));
        fact.setMode(ServiceMode.valueOf(report.mode().name()));
        fact.setGroup(DinerGroup.valueOf(report.group().name()));
        fact.setServings(report.servings());
        fact.setPoint(place.pointId());
        fact.setDistrict(place.district());
        fact.setSubdistrict(place.subdistrict());
        fact.setTerminal(place.terminalId());
        fact.setHomeDistrict(report.homeDistrict());
        fact.setVerifiedBy(report.verifiedBy() == null ? null : VerifiedBy.valueOf(report.verifiedBy().name()));
        fact.setPriceFen(report.priceFen());
        fact.setSubsidyFen(report.subsidyFen());
        fact.setReason(report.reason());
        fact.setCapture(Capture.valueOf(report.capture().name()));
        return fact;
    }

    private static Id id(UUID uuid) {
        return new Id(ByteBuffer.allocate(DinerKey.LENGTH_BYTES)
                .putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).array());
    }
}
