package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast ways read what the library reads, and nothing else. */
class EventTextTest {

    private static final String ALPHABET = "0123456789012345678901234567890123456789-+:.TZtz W";
    private static final int TEXTS = 100_000;

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T11:42:07+08:00", "2026-11-23T11:42:07Z", "2026-11-23T11:42:07.1Z", "2026-11-23T11:42:07.123456789-18:00",
        "2026-11-23T11:42:07.1234567891Z", "2026-11-23T11:42:07.Z", "2026-11-23T24:00:00Z", "2026-11-23T23:59:60Z", "2026-02-29T00:00:00Z",
        "2024-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "+12026-01-01T00:00:00Z", "2026-11-23T11:42Z",
        "2026-11-23T11:42:07+08", "2026-11-23T11:42:07+0800", "2026-11-23T11:42:07+18:00", "2026-11-23T11:42:07+18:01", "2026-11-23T11:42:07-00:00",
        "2026-11-23T11:42:07+17:60", "2026-11-23T11:42:07+08:00:30", "2026-11-23t11:42:07z", "2026-11-23T11:42:07", "", "2026-11-23T11:42:07+08:00 "})
    void readsTimesAsTheLibraryDoes(String text) {
        assertThat((Object) instant(text)).isEqualTo(library(text, any -> OffsetDateTime.parse(any).toInstant()));
    }

    @Test
    void readsMutatedTimesAndDatesAsTheLibraryDoes() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < TEXTS; i++) {
            String time = mutated("2026-11-23T11:42:07.123+08:00", random);
            assertThat((Object) instant(time)).as("seed " + seed + ": " + time).isEqualTo(library(time, any -> OffsetDateTime.parse(any).toInstant()));
            String date = mutated("2026-11-23", random);
            assertThat((Object) EventText.date(date.toCharArray(), 0, date.length())).as("seed " + seed + ": " + date)
                    .isEqualTo(library(date, LocalDate::parse));
        }
    }

    @Test
    void readsUuidsOf36CharactersOnly() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1_000; i++) {
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            assertThat(uuid(uuid.toString())).isEqualTo(uuid);
            assertThat(uuid(uuid.toString().toUpperCase(Locale.ROOT))).isEqualTo(uuid);
            String other = mutated(uuid.toString(), random).replace('W', 'g');
            assertThat(uuid(other)).isEqualTo(other.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}") ? UUID.fromString(other) : null);
        }
        assertThat(uuid("0193a1f2-0000-7000-8000-00000000000\uFF11")).isNull();
    }

    private static @Nullable Instant instant(String text) {
        return EventText.instant(("x" + text + "y").toCharArray(), 1, text.length());
    }

    private static @Nullable UUID uuid(String text) {
        return EventText.uuid(("x" + text + "y").toCharArray(), 1, text.length());
    }

    private static <T> @Nullable T library(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String mutated(String text, SplittableRandom random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
            int at = random.nextInt(mutated.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, c);
                default -> mutated.setCharAt(at, c);
            }
        }
        return mutated.toString();
    }
}
