package org.allcity.simulator.city;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws the points of a city: how many per district, how large each, what it offers, how many terminals it has. */
final class CityPlan {

    /**
     * The ids of simulated points begin here, so that 0001 to 1000 of every district are free for a person's own points:
     * their meals then never mix with those whose counts the simulator knows.
     */
    static final int FIRST_POINT_NUMBER = 1001;

    private static final int POINTS = 0xA1;
    private static final int TERMINALS = 0xA2;

    // Log-normal with median 15 and a long tail: at 2,200 points about 72,000 meals a day, the largest several hundred.
    private static final double SIZE_MEDIAN = 15;
    private static final double SIZE_SPREAD = 1.25;
    private static final double SIZE_MIN = 3;
    private static final double SIZE_MAX = 650;

    private static final double DINERS_PER_DAILY_MEAL = 3.2;
    private static final int DINERS_MIN = 12;
    private static final double TERMINALS_PER_POINT = 2_300.0 / 2_200;

    private CityPlan() {
    }

    static List<MealPoint> points(long seed, int count, List<District> districts) {
        int[] shares = byResidents(count, districts);
        double[] sizes = new double[count];
        for (int i = 0; i < count; i++) {
            double z = SeededStream.of(seed, POINTS, i).gaussian();
            sizes[i] = Math.min(SIZE_MAX, Math.max(SIZE_MIN, SIZE_MEDIAN * StrictMath.exp(SIZE_SPREAD * z)));
        }
        int[] terminals = terminalsPerPoint(sizes);

        List<MealPoint> points = new ArrayList<>(count);
        int firstDiner = 1;
        int firstTerminal = 0;
        for (int d = 0; d < districts.size(); d++) {
            for (int n = 0; n < shares[d]; n++) {
                int index = points.size();
                MealPoint point = point(seed, index, n, districts.get(d), sizes[index], firstDiner, firstTerminal,
                        terminals[index]);
                points.add(point);
                firstDiner += point.diners();
                firstTerminal += point.terminals();
            }
        }
        return List.copyOf(points);
    }

    private static MealPoint point(long seed, int index, int number, District district, double size, int firstDiner,
            int firstTerminal, int terminals) {
        SeededStream stream = SeededStream.of(seed, POINTS, index, 1);
        District.Subdistrict subdistrict = stream.pick(district.subdistricts());
        int numberInDistrict = FIRST_POINT_NUMBER + number;
        // Most points serve older people only; at some, 30 to 70 % are younger.
        double under60 = stream.chance(0.12) ? 0.3 + 0.4 * stream.unit() : 0.02 + 0.08 * stream.unit();
        return new MealPoint(index, "%s-%04d".formatted(district.code(), numberInDistrict),
                "%s第%d助餐点".formatted(subdistrict.name(), numberInDistrict), district.code(), subdistrict.code(), size,
                periods(stream, size), under60, size < 40 && stream.chance(0.15), firstDiner,
                Math.max(DINERS_MIN, (int) StrictMath.round(size * DINERS_PER_DAILY_MEAL)), firstTerminal, terminals);
    }

    private static List<MealPeriod> periods(SeededStream stream, double size) {
        double offer = stream.unit();
        double lunchOnly = size > 60 ? 0.10 : 0.45;
        if (offer < lunchOnly) {
            return List.of(MealPeriod.LUNCH);
        }
        return offer < lunchOnly + 0.25 ? List.of(MealPeriod.LUNCH, MealPeriod.DINNER) : List.of(MealPeriod.values());
    }

    static List<Terminal> terminals(long seed, List<MealPoint> points) {
        List<Terminal> terminals = new ArrayList<>();
        for (MealPoint point : points) {
            for (int n = 1; n <= point.terminals(); n++) {
                SeededStream stream = SeededStream.of(seed, TERMINALS, terminals.size());
                int skewSecondsMax = stream.chance(0.05) ? 90 : 5;
                int skew = (int) stream.between(-1000L * skewSecondsMax, 1000L * skewSecondsMax + 1);
                terminals.add(new Terminal(terminals.size(), "T-%s-%d".formatted(point.id(), n), point, skew,
                        stream.chance(0.25)));
            }
        }
        return List.copyOf(terminals);
    }

    /** One each; the largest points share what is left, the very largest get two more. */
    private static int[] terminalsPerPoint(double[] sizes) {
        int[] terminals = new int[sizes.length];
        List<Integer> largestFirst = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            terminals[i] = 1;
            largestFirst.add(i);
        }
        largestFirst.sort(Comparator.comparingDouble((Integer i) -> sizes[i]).reversed());
        int left = (int) StrictMath.round(sizes.length * TERMINALS_PER_POINT) - sizes.length;
        int veryLargest = left / 10;
        for (int rank = 0; left > 0; rank++) {
            int more = rank < veryLargest ? 2 : 1;
            terminals[largestFirst.get(rank)] += more;
            left -= more;
        }
        return terminals;
    }

    /** Points per district in proportion to its residents, by largest remainder. */
    private static int[] byResidents(int count, List<District> districts) {
        double residents = districts.stream().mapToInt(District::residents).sum();
        int[] shares = new int[districts.size()];
        double[] remainders = new double[shares.length];
        int left = count;
        for (int d = 0; d < shares.length; d++) {
            double exact = (double) count * districts.get(d).residents() / residents;
            shares[d] = (int) exact;
            remainders[d] = exact - shares[d];
            left -= shares[d];
        }
        for (; left > 0; left--) {
            int most = 0;
            for (int d = 1; d < shares.length; d++) {
                most = remainders[d] > remainders[most] ? d : most;
            }
            shares[most]++;
            remainders[most] = -1;
        }
        return shares;
    }
}
