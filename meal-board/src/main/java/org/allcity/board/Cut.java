package org.allcity.board;

import java.util.Locale;
import java.util.function.Function;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView.MealCell;
import org.jspecify.annotations.Nullable;

/** What rows can be split by; its name in lower case is the parameter's value and the row's key. */
public enum Cut {
    DAY(null, cell -> cell.day().toString()),
    MONTH(null, cell -> cell.day().toString().substring(0, "2026-11".length())),
    DISTRICT(AreaLevel.DISTRICT, cell -> code(cell, AreaLevel.DISTRICT)),
    SUBDISTRICT(AreaLevel.SUBDISTRICT, cell -> code(cell, AreaLevel.SUBDISTRICT)),
    POINT(AreaLevel.POINT, cell -> code(cell, AreaLevel.POINT)),
    PERIOD(null, MealCell::period),
    MODE(null, MealCell::mode),
    GROUP(null, MealCell::group);

    private final @Nullable AreaLevel level;
    private final Function<MealCell, Comparable<?>> value;

    Cut(@Nullable AreaLevel level, Function<MealCell, Comparable<?>> value) {
        this.level = level;
        this.value = value;
    }

    /** Its name in parameters, rows and columns. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level of the areas it splits by, or null where it does not split areas. */
    @Nullable AreaLevel level() {
        return level;
    }

    /** The value of a cell: an enum, or a text that sorts as it reads. */
    Comparable<?> of(MealCell cell) {
        return value.apply(cell);
    }

    private static String code(MealCell cell, AreaLevel level) {
        String code = cell.area().codeAt(level);
        if (code == null) {
            throw new IllegalArgumentException("area: " + cell.area().path() + " (expected: a " + level + " or narrower)");
        }
        return code;
    }
}
