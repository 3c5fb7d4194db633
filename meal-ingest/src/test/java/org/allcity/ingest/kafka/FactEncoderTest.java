package org.allcity.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.UUID;
import org.allcity.ingest.DinerKey;
import org.allcity.ingest.ServiceReport;
import org.allcity.ingest.ServiceReport.Capture;
import org.allcity.ingest.ServiceReport.Group;
import org.allcity.ingest.ServiceReport.Kind;
import org.allcity.ingest.ServiceReport.Mode;
import org.allcity.ingest.ServiceReport.Period;
import org.allcity.ingest.ServiceReport.VerifiedBy;
import org.allcity.ingest.TerminalPlace;
import org.junit.jupiter.api.Test;

class FactEncoderTest {

    private static final int REPORTS = 5_000;

    @Test
    void writesEveryByteAsTheGeneratedClassDoes() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int terminal = 0; terminal < REPORTS / 50; terminal++) {
            TerminalPlace place = new TerminalPlace("T".repeat(1 + random.nextInt(64)), "330106-0042", "330106", "330106003");
            FactEncoder encoder = new FactEncoder(place);
            for (int i = 0; i < 50; i++) {
                ServiceReport report = report(random);

                assertThat(encoder.encode(report)).as("seed " + seed + ": " + report).isEqualTo(AvroFacts.encode(report, place));
            }
        }
    }

    @Test
    void takesTextsOfAnyLength() {
        TerminalPlace place = new TerminalPlace("终端".repeat(2_000), "330106-0042", "330106", "330106003");
        SplittableRandom random = new SplittableRandom(1);
        ServiceReport report = with(report(random), "R".repeat(10_000));

        assertThat(new FactEncoder(place).encode(report)).isEqualTo(AvroFacts.encode(report, place));
    }

    private static ServiceReport report(SplittableRandom random) {
        boolean registered = random.nextBoolean();
        return new ServiceReport(
                new UUID(random.nextLong(), random.nextLong()), new UUID(random.nextLong(), random.nextLong()),
                pick(random, Kind.values()), instant(random), instant(random),
                LocalDate.ofEpochDay(random.nextLong(-800_000, 800_000)), pick(random, Period.values()), pick(random, Mode.values()),
                1 + random.nextInt(20), new DinerKey(random.nextLong(), random.nextLong(), registered),
                registered ? pick(random, Group.values(), Group.values().length - 1) : Group.UNREGISTERED,
                random.nextBoolean() ? "330106" : null, random.nextBoolean() ? pick(random, VerifiedBy.values()) : null,
                random.nextBoolean() ? random.nextInt() : null, random.nextBoolean() ? random.nextInt(1_000_001) : null,
                random.nextBoolean() ? "NO_SHOW" : null, pick(random, Capture.values()));
    }

    private static ServiceReport with(ServiceReport report, String reason) {
        return new ServiceReport(report.eventId(), report.orderId(), report.kind(), report.occurredAt(), report.receivedAt(),
                report.serviceDate(), report.period(), report.mode(), report.servings(), report.diner(), report.group(),
                report.homeDistrict(), report.verifiedBy(), report.priceFen(), report.subsidyFen(), reason, report.capture());
    }

    private static Instant instant(SplittableRandom random) {
        return Instant.ofEpochMilli(random.nextLong(-100_000_000_000_000L, 100_000_000_000_000L) >> random.nextInt(40));
    }

    private static <T> T pick(SplittableRandom random, T[] from) {
        return pick(random, from, from.length);
    }

    private static <T> T pick(SplittableRandom random, T[] from, int bound) {
        return from[random.nextInt(bound)];
    }
}
