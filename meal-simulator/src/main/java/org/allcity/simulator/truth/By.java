package org.allcity.simulator.truth;

import java.util.List;
import java.util.function.Function;

/** What rows can be grouped by. */
enum By {
    DAY("day", Cell::day), MONTH("month", Cell::month), DISTRICT("district", Cell::district),
    SUBDISTRICT("subdistrict", Cell::subdistrict), POINT("point", Cell::point), PERIOD("period", Cell::period),
    MODE("mode", Cell::mode), GROUP("group", Cell::group);

    private final String field;
    private final Function<Cell, String> value;

    By(String field, Function<Cell, String> value) {
        this.field = field;
        this.value = value;
    }

    String field() {
        return field;
    }

    String of(Cell cell) {
        return value.apply(cell);
    }

    static List<String> key(Cell cell, List<By> by) {
        return by.stream().map(one -> one.of(cell)).toList();
    }
}
