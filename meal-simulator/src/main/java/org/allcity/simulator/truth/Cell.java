package org.allcity.simulator.truth;

import org.allcity.simulator.day.Fact;

/** The attributes that a count stands under, as the board writes them. */
record Cell(String day, String district, String subdistrict, String point, String period, String mode, String group) {

    static Cell of(Fact fact) {
        var point = fact.terminal().point();
        return new Cell(fact.serviceDate().toString(), point.district(), point.subdistrict(), point.id(),
                fact.period().name(), fact.mode().name(), fact.group().name());
    }

    String month() {
        return day.substring(0, "2026-11".length());
    }
}
