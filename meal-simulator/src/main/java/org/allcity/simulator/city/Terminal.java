package org.allcity.simulator.city;

/**
 * A till, reader or handheld of a meal point.
 *
 * @param skewMillis how far its clock is ahead of the true time (behind, if negative)
 * @param millis     whether it reports milliseconds, or whole seconds only
 */
public record Terminal(int index, String id, MealPoint point, int skewMillis, boolean millis) {

    /** What this terminal's clock shows at the true time {@code trueMillis}. */
    public long shows(long trueMillis) {
        long shown = trueMillis + skewMillis;
        return millis ? shown : Math.floorDiv(shown, 1000) * 1000;
    }

    @Override
    public String toString() {
        return id;
    }
}
