package org.allcity.simulator.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.city.DinerGroup;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.Terminal;
import org.allcity.simulator.day.Capture;
import org.allcity.simulator.day.DayPlan;
import org.allcity.simulator.day.Fact;
import org.allcity.simulator.day.FactKind;
import org.allcity.simulator.day.Flaw;
import org.allcity.simulator.day.PlannedEvent;
import org.allcity.simulator.day.ServiceMode;
import org.allcity.simulator.terminal.EventJson.Body;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private static final MealPoint POINT = new MealPoint(0, "330106-1001", "p", "330106", "330106003", 10,
            List.of(MealPeriod.LUNCH), 0, false, 1, 10, 0, 1);
    private static final Fact FACT = new Fact(new UUID(0x0193a1f200007000L, 0x80000000000001ffL),
            new UUID(1, 2), FactKind.SERVED, 1795405327000L, DAY, MealPeriod.LUNCH, ServiceMode.DINE_IN, 1,
            new Diner(17, POINT, DinerGroup.AGE_60_79, "330106"), DinerGroup.AGE_60_79, Capture.LIVE,
            new Terminal(0, "T", POINT, 0, false));

    @Test
    void aDayHasTheSameBytesOnEveryMachineAndJvm() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        DayPlan plan = DayPlan.of(City.of(7, 40), DAY);
        for (PlannedEvent event : plan.events()) {
            digest.update(EventJson.json(event));
            digest.update(Long.toString(event.due()).getBytes("US-ASCII"));
        }
        plan.late().forEach(event -> digest.update(EventJson.json(event)));

        // Changes only when cities change: a data folder of before then shows other figures than are expected.
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo("332429c46b52796c8142bd9199c4871901273b9f2b6377b55a6ee1fea336c979");
    }

    @Test
    void writesAnEventAsTheContractHasIt() {
        assertThat(new String(EventJson.json(new PlannedEvent(FACT, 0, null)))).isEqualTo(
                "{\"eventId\":\"0193a1f2-0000-7000-8000-0000000001ff\",\"orderId\":\"00000000-0000-0001-0000-000000000002\","
                + "\"fact\":\"SERVED\",\"occurredAt\":\"2026-11-23T11:42:07+08:00\",\"serviceDate\":\"2026-11-23\","
                + "\"period\":\"LUNCH\",\"mode\":\"DINE_IN\",\"servings\":1,"
                + "\"diner\":{\"citizenId\":\"" + FACT.diner().citizenId() + "\",\"group\":\"AGE_60_79\",\"homeDistrict\":\"330106\","
                + "\"verifiedBy\":\"FACE\"},\"priceFen\":1500,\"subsidyFen\":300,\"capture\":\"LIVE\"}");
    }

    @Test
    void writesFlawsWhereTheyBelong() {
        assertThat(json(Flaw.UNKNOWN_PERIOD)).contains("\"period\":\"BRUNCH\"");
        assertThat(json(Flaw.NO_PERIOD)).doesNotContain("period");
        assertThat(json(Flaw.NO_SERVINGS)).contains("\"servings\":0");
        assertThat(json(Flaw.IN_FUTURE)).contains("\"occurredAt\":\"2031-11-23T11:42:07+08:00\"");
        assertThat(json(Flaw.UNKNOWN_FACT)).contains("\"fact\":\"EATEN\"");
        assertThat(json(Flaw.NOT_A_UUID)).contains("\"orderId\":\"order-17\"");
    }

    private static String json(Flaw flaw) {
        return new String(EventJson.json(new PlannedEvent(FACT, 0, flaw)));
    }

    @Test
    void writesBodiesInThreeFormsAndCompressed() throws Exception {
        PlannedEvent event = new PlannedEvent(FACT, 0, null);
        String json = new String(EventJson.json(event));

        assertThat(EventJson.body(List.of(event), Body.Form.SINGLE, false).text()).isEqualTo(json);
        assertThat(EventJson.body(List.of(event, event), Body.Form.ARRAY, false).text()).isEqualTo("[" + json + "," + json + "]");
        Body lines = EventJson.body(List.of(event, event), Body.Form.NDJSON, true);
        assertThat(lines.contentType()).isEqualTo("application/x-ndjson");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(lines.bytes())).readAllBytes()).isEqualTo((json + "\n" + json + "\n").getBytes());
    }
}
