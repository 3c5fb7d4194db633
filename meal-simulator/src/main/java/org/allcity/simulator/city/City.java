package org.allcity.simulator.city;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A simulated Hangzhou: the same seed and number of points give the same city, for ever. */
public final class City {

    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    public static final String CODE = "330100";
    public static final int DEFAULT_POINTS = 2_200;
    public static final int POINTS_MAX = 20_000;

    private static final int DINERS = 0xD1;
    private static final double STAFF_SHARE = 0.015;

    private final long seed;
    private final List<District> districts;
    private final List<MealPoint> points;
    private final List<Terminal> terminals;
    private final Map<String, List<MealPoint>> pointsByDistrict;

    private City(long seed, List<District> districts, List<MealPoint> points) {
        this.seed = seed;
        this.districts = districts;
        this.points = points;
        this.terminals = CityPlan.terminals(seed, points);
        this.pointsByDistrict = points.stream().collect(Collectors.groupingBy(MealPoint::district));
    }

    public static City of(long seed, int points) {
        if (points < 1 || points > POINTS_MAX) {
            throw new IllegalArgumentException("points: %d (expected: 1 to %d)".formatted(points, POINTS_MAX));
        }
        List<District> districts = AreaTable.read();
        return new City(seed, districts, CityPlan.points(seed, points, districts));
    }

    public long seed() {
        return seed;
    }

    public List<District> districts() {
        return districts;
    }

    public List<MealPoint> points() {
        return points;
    }

    public List<MealPoint> pointsOf(String district) {
        return pointsByDistrict.getOrDefault(district, List.of());
    }

    public List<Terminal> terminals() {
        return terminals;
    }

    public List<Terminal> terminalsOf(MealPoint point) {
        return terminals.subList(point.firstTerminal(), point.firstTerminal() + point.terminals());
    }

    /** The {@code index}th of a point's own diners: drawn from the seed whenever asked for, never kept. */
    public Diner diner(MealPoint home, int index) {
        SeededStream stream = SeededStream.of(seed, DINERS, home.index(), index);
        String district = home.district();
        double where = stream.unit();
        String homeDistrict = where < 0.90 ? district : where < 0.95 ? stream.pick(districts).code() : null;
        return new Diner(home.firstDiner() + index, home, group(home, stream), homeDistrict);
    }

    private static DinerGroup group(MealPoint home, SeededStream stream) {
        double who = stream.unit();
        if (who < STAFF_SHARE) {
            return DinerGroup.STAFF;
        }
        if (who < STAFF_SHARE + home.under60Share()) {
            return DinerGroup.UNDER_60;
        }
        double age = stream.unit();
        return age < 0.62 ? DinerGroup.AGE_60_79 : age < 0.92 ? DinerGroup.AGE_80_89 : DinerGroup.AGE_90_PLUS;
    }
}
