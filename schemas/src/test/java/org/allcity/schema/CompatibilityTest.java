package org.allcity.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompatibilityTest {

    static final List<String> RECORDS = Released.RECORDS;

    @ParameterizedTest
    @FieldSource("RECORDS")
    void todaysSchemaIsTheNewestReleasedOne(String record) {
        Schema today = Released.today(record);
        List<Schema> versions = Released.versions(record);

        Schema newest = versions.isEmpty() ? null : versions.get(versions.size() - 1);
        String next = record + "/v" + (versions.size() + 1) + ".avsc";

        assertThat(today.equals(newest))
                .as(() -> record + " differs from its newest version in history/ (see README.md; a new version would be "
                        + Released.propose(next, today.toString(true)) + ")")
                .isTrue();
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void everyVersionReadsAndIsReadByEveryOther(String record) {
        List<Schema> versions = Released.versions(record);

        assertThat(versions).isNotEmpty();
        assertThat(versions).allSatisfy(version -> assertThat(conflicts(version, versions)).isEmpty());
        assertThat(conflicts(Released.today(record), versions)).isEmpty();
    }

    @Test
    void acceptsAFieldAddedWithADefault() {
        Schema changed = changed("\"name\": \"servings\", \"type\": \"int\"",
                "\"name\": \"tray\", \"type\": \"int\", \"default\": 0}, {\"name\": \"servings\", \"type\": \"int\"");

        assertThat(conflicts(changed, Released.versions("MealFact"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"name\": \"tray\", \"type\": \"int\"}, {\"name\": \"servings\", \"type\": \"int\"", // added without a default
        "\"name\": \"portions\", \"type\": \"int\"", // renamed, so the old one is gone
        "\"name\": \"servings\", \"type\": \"string\"", // another type
        "\"name\": \"servings\", \"type\": \"long\"" // wider: old readers cannot read it
    })
    void refusesAChangeThatSomeReaderCannotFollow(String changedServings) {
        Schema changed = changed("\"name\": \"servings\", \"type\": \"int\"", changedServings);

        assertThat(conflicts(changed, Released.versions("MealFact"))).isNotEmpty();
    }

    @Test
    void refusesAnEnumSymbolThatOldReadersDoNotKnow() {
        Schema changed = changed("\"DINNER\"", "\"DINNER\", \"SUPPER\"");

        assertThat(conflicts(changed, Released.versions("MealFact"))).isNotEmpty();
    }

    /**
     * What keeps the schema and some version from reading one another. Both ways, and against all versions: old readers
     * meet new records while instances are replaced one by one, and new readers meet the whole log. (Avro's
     * SchemaValidator will not do: it lets new enum symbols pass, at which old readers fail.)
     */
    private static List<Incompatibility> conflicts(Schema schema, List<Schema> versions) {
        return versions.stream()
                .flatMap(version -> Stream.of(
                        SchemaCompatibility.checkReaderWriterCompatibility(schema, version),
                        SchemaCompatibility.checkReaderWriterCompatibility(version, schema)))
                .flatMap(pair -> pair.getResult().getIncompatibilities().stream())
                .toList();
    }

    private static Schema changed(String from, String to) {
        String today = Released.today("MealFact").toString(true).replaceAll("\\s+", " ").replace("\" : ", "\": ");
        assertThat(today).contains(from);
        return new Schema.Parser().parse(today.replace(from, to));
    }
}
