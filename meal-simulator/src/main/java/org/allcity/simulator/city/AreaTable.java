package org.allcity.simulator.city;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** Reads {@code hangzhou-areas.csv}: GB/T 2260 codes (NBS 2023 edition) and residents at the 2020 census. */
final class AreaTable {

    private static final String FILE = "hangzhou-areas.csv";

    private AreaTable() {
    }

    static List<District> read() {
        List<Map<String, String>> rows = rows();
        List<District> districts = new ArrayList<>();
        for (Map<String, String> row : rows) {
            if (row.get("level").equals("district")) {
                String code = row.get("code");
                districts.add(new District(code, row.get("name_zh"), Integer.parseInt(row.get("residents_2020")),
                        subdistrictsOf(code, rows)));
            }
        }
        return List.copyOf(districts);
    }

    private static List<District.Subdistrict> subdistrictsOf(String district, List<Map<String, String>> rows) {
        return rows.stream()
                .filter(row -> row.get("level").equals("subdistrict") && row.get("parent").equals(district))
                .map(row -> new District.Subdistrict(row.get("code"), row.get("name_zh")))
                .toList();
    }

    private static List<Map<String, String>> rows() {
        try (InputStream in = AreaTable.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + ": not on the class path (expected: beside " + AreaTable.class + ")");
            }
            try (MappingIterator<Map<String, String>> rows = new CsvMapper().readerForMapOf(String.class)
                    .with(CsvSchema.emptySchema().withHeader()).readValues(in)) {
                return rows.readAll();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
