package org.allcity.simulator.city;

import java.util.List;

/** A district with its residents (2020 census) and subdistricts. */
public record District(String code, String name, int residents, List<Subdistrict> subdistricts) {

    public District {
        subdistricts = List.copyOf(subdistricts);
        if (subdistricts.isEmpty()) {
            throw new IllegalArgumentException("district " + code + ": no subdistricts (expected: at least one)");
        }
    }

    /** A subdistrict, township or statistical zone. */
    public record Subdistrict(String code, String name) {
    }
}
