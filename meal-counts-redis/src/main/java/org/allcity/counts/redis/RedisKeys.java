package org.allcity.counts.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allcity.counts.Area;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.Calendar;
import org.allcity.counts.CountChanges;
import org.allcity.counts.CountKey;
import org.allcity.counts.CountView.CurveCell;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.Window;
import org.allcity.counts.audit.CellName;
import org.allcity.counts.audit.CellNames;
import org.jspecify.annotations.Nullable;

/**
 * The whole key layout, as it is for one view of the log; docs/redis.md tells it to people. All keys of a city share the hash tag
 * {@code {city}}, because Redis Cluster runs a script only on keys of one slot.
 */
final class RedisKeys implements CellNames {

    /** Raised when a reader of the older layout would misread the newer one. */
    static final String SCHEMA_VERSION = "2";

    /** Without {@link #ledgersFrom}: all ledgers are as new as the counts. The first batch makes the present version of it. */
    static final String SCHEMA_VERSION_BEFORE = "1";

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM");
    private static final int UUID_BYTES = 16;
    private static final int POINTS_PER_SUBDISTRICT = 10_000;
    private static final int MINUTES_PER_QUARTER = 15;

    private static final Pattern VIEW_NUMBER = Pattern.compile("[1-9]\\d{0,17}");
    private static final Pattern CURVE_FIELD = Pattern.compile("\\d{6}:([01]\\d|2[0-3])(00|15|30|45)");

    /** The fields of persons. */
    static final Set<String> PERSON_FIELDS =
            Set.of(personField(PersonMeasure.PERSONS), personField(PersonMeasure.SENIORS));

    /** By field, every additive count there can be. */
    static final Map<String, MealCut> MEAL_CUTS = mealCuts();

    private static final Map<String, String> FIELDS = Stream.concat(MEAL_CUTS.keySet().stream(), PERSON_FIELDS.stream())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));

    /** Where meals are kept; the city's are the sum of its districts. */
    static final List<AreaLevel> MEAL_LEVELS = List.of(AreaLevel.POINT, AreaLevel.SUBDISTRICT, AreaLevel.DISTRICT);

    private static final byte[][] FIELD_BYTES = fieldBytes();
    private static final Map<String, Integer> FIELD_NUMBERS = fieldNumbers();
    private static final String[] QUARTERS = quarters();

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** The view that the first batch of all goes to. */
    static final long FIRST_VIEW = 1;

    private final String city;
    private final long view;
    private final boolean live;
    private final String prefix;

    private RedisKeys(String city, long view, boolean live) {
        this.city = city;
        this.view = view;
        this.live = live;
        this.prefix = city + view + ":";
    }

    /** The keys of a city while the first of its views is the live one. */
    static RedisKeys ofCity(String city) {
        if (AreaLevel.ofCode(city) != AreaLevel.CITY) {
            throw new IllegalArgumentException("city: " + city + " (expected: the code of a city, as 330100)");
        }
        return new RedisKeys("{" + city + "}:", FIRST_VIEW, true);
    }

    /** The keys of another view of the city, as the one that is read. */
    RedisKeys ofLiveView(long number) {
        return new RedisKeys(city, number, true);
    }

    /** The keys of another view of the city, as one that is being built. */
    RedisKeys ofViewBeingBuilt(long number) {
        return new RedisKeys(city, number, false);
    }

    /** Number of the view that these are the keys of. */
    long number() {
        return view;
    }

    /** Whether they are its keys as the live view; else as one that is being built. */
    boolean isLive() {
        return live;
    }

    /** String: the number of the view, as long as batches may be written to it. */
    String pointer() {
        return live ? view() : building();
    }

    /** String: the version of this layout. */
    String schema() {
        return city + "schema";
    }

    /** String: the number of the live view. */
    String view() {
        return city + "view";
    }

    /** String: the number of a view that is being built, or was when its builder ended. */
    String building() {
        return city + "building";
    }

    /** String with a lifetime: while it is there the live view takes no batches, so that the one being built can catch up. */
    String hold() {
        return city + "hold";
    }

    /** String with a lifetime: who is building a view. Only this and {@link #hold} may expire, since nothing is counted in them. */
    String builder() {
        return city + "builder";
    }

    /** Pattern of the keys of all views: what follows the city's tag starts with the view's number. */
    String patternOfViews() {
        return city + "[0-9]*:*";
    }

    /** The number of the view that a key belongs to; 0 when to none. */
    long viewOf(String key) {
        int end = key.indexOf(':', city.length());
        String number = key.startsWith(city) && end > 0 ? key.substring(city.length(), end) : "";
        return isViewNumber(number) ? Long.parseLong(number) : 0;
    }

    static boolean isViewNumber(String text) {
        return VIEW_NUMBER.matcher(text).matches();
    }

    /** What a key of a view holds. */
    enum Kind {
        /** Hash of counts. */
        COUNTS,
        /** Set of points. */
        POINTS,
        /** Ledger of a diner. */
        LEDGER,
        /** Log, positions, latest receipts. */
        STANDING,
        /** Nothing of this layout. */
        UNKNOWN
    }

    Kind kind(String key) {
        String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
        int end = name.indexOf(':');
        return switch (end < 0 ? name : name.substring(0, end + 1)) {
            case "day:", "month:", "year:", "curve:" -> Kind.COUNTS;
            case "points:" -> Kind.POINTS;
            case "diner:", "order:" -> Kind.LEDGER;
            case "log", "positions", "ledgers", "asof" -> Kind.STANDING;
            default -> Kind.UNKNOWN;
        };
    }

    /** Pattern of all keys of this view. */
    String patternOfView() {
        return prefix + "*";
    }

    /** String: the log that the counts are a view of. */
    String log() {
        return prefix + "log";
    }

    /** Hash: partition to the position of the first record that is not in the counts. */
    String positions() {
        return prefix + "positions";
    }

    /** Hash: partition to the position before which every ledger knows all records; at most that of {@link #positions}. */
    String ledgersFrom() {
        return prefix + "ledgers";
    }

    /** Hash: partition to the latest {@code receivedAt} in the counts, in milliseconds since 1970. */
    String asOf() {
        return prefix + "asof";
    }

    /** Hash: {@link #mealField} to servings down from the districts, and {@link #personField} to persons. */
    String day(LocalDate day, String areaPath) {
        return prefix + "day:" + DAY.format(day) + ":" + areaPath;
    }

    /** Hash: {@link #personField} to persons; a day's is that of {@link #day}. */
    String persons(Window window, String areaPath) {
        return switch (window.kind()) {
            case DAY -> day(window.first(), areaPath);
            case MONTH -> prefix + "month:" + MONTH.format(window.first()) + ":" + areaPath;
            case YEAR -> prefix + "year:" + window.first().getYear() + ":" + areaPath;
        };
    }

    /** As {@link #persons} and {@link #day}, of a packed window and area. */
    byte[] counts(Window.Kind kind, int firstDay, AreaLevel level, long area) {
        int month = Calendar.monthOf(firstDay);
        StringBuilder key = new StringBuilder(prefix);
        switch (kind) {
            case DAY -> key.append("day:").append(Calendar.dayNumber(firstDay));
            case MONTH -> key.append("month:").append(Calendar.monthNumber(month));
            case YEAR -> key.append("year:").append(Calendar.yearOfMonth(month));
        }
        key.append(':');
        if (level == AreaLevel.POINT) {
            appendPoint(key, area);
        } else {
            key.append(area);
        }
        return bytes(key.toString());
    }

    /** Path of a packed place. */
    static byte[] pointPath(long place) {
        return bytes(appendPoint(new StringBuilder(), place).toString());
    }

    private static StringBuilder appendPoint(StringBuilder to, long place) {
        long point = place % POINTS_PER_SUBDISTRICT;
        to.append(place / POINTS_PER_SUBDISTRICT).append(':').append(Place.packedArea(place, AreaLevel.DISTRICT.ordinal())).append('-');
        for (long least = POINTS_PER_SUBDISTRICT / 10; least > Math.max(1, point); least /= 10) {
            to.append('0');
        }
        return to.append(point);
    }

    /** Hash: {@link #curveField} to meals. */
    String curve(LocalDate day) {
        return curve((int) day.toEpochDay());
    }

    String curve(int day) {
        return prefix + "curve:" + Calendar.dayNumber(day);
    }

    /** Set: paths of the points that have, or had, a count of the month or of one of its days. */
    @Override
    public String pointsOfMonth(YearMonth month) {
        return prefix + "points:" + MONTH.format(month);
    }

    /** As {@link #pointsOfMonth(YearMonth)}, by months since January 1970. */
    String pointsOfMonth(int month) {
        return prefix + "points:" + Calendar.monthNumber(month);
    }

    String pointsOfYear(int year) {
        return prefix + "points:" + year;
    }

    /** Set: paths of the points that a window of this kind is to be looked for at. */
    @Override
    public String points(Window window) {
        return window.kind() == Window.Kind.YEAR
                ? pointsOfYear(window.first().getYear())
                : pointsOfMonth(YearMonth.from(window.first()));
    }

    /** String: the diner's ledger, as {@link LedgerCodec} writes it. */
    @Override
    public String ledger(DinerId diner) {
        return ledger(diner.registered(), diner.id().getMostSignificantBits(), diner.id().getLeastSignificantBits());
    }

    String ledger(boolean registered, long dinerHigh, long dinerLow) {
        byte[] id = ByteBuffer.allocate(UUID_BYTES).putLong(dinerHigh).putLong(dinerLow).array();
        return prefix + (registered ? "diner:" : "order:") + BASE64.encodeToString(id);
    }

    /** Whose ledger a key of kind {@link Kind#LEDGER} is; null when its name is not one that is written. */
    @Nullable DinerId diner(String key) {
        String name = key.substring(prefix.length());
        try {
            ByteBuffer id = ByteBuffer.wrap(Base64.getUrlDecoder().decode(name.substring(name.indexOf(':') + 1)));
            DinerId diner = new DinerId(name.startsWith("diner:"), new UUID(id.getLong(), id.getLong()));
            return ledger(diner).equals(key) ? diner : null;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return null;
        }
    }

    @Override
    public CellName meals(
            LocalDate day, Area area, MealPeriod period, ServiceMode mode, DinerGroup group, Measure measure) {
        return new CellName(day(day, area.path()), sharedField(mealField(period, mode, group, measure)));
    }

    @Override
    public CellName persons(CountKey.Persons key) {
        return new CellName(persons(key.window(), key.area().path()), personField(key.measure()));
    }

    @Override
    public CellName curve(CountKey.Curve key) {
        return new CellName(curve(key.day()), curveField(key.district(), key.quarter()));
    }

    /** The same text for the same field, so that millions of cells do not keep millions of texts. */
    static String sharedField(String field) {
        return FIELDS.getOrDefault(field, field);
    }

    /** Field of an additive count, as {@code LI6m}: period, mode, group and measure in one character each. */
    static String mealField(MealPeriod period, ServiceMode mode, DinerGroup group, Measure measure) {
        return new String(new char[] {letter(period), letter(mode), letter(group), letter(measure)});
    }

    private static char letter(MealPeriod period) {
        return switch (period) {
            case BREAKFAST -> 'B';
            case LUNCH -> 'L';
            case DINNER -> 'D';
        };
    }

    private static char letter(ServiceMode mode) {
        return switch (mode) {
            case DINE_IN -> 'I';
            case TAKEAWAY -> 'T';
            case HOME_DELIVERY -> 'H';
        };
    }

    private static char letter(DinerGroup group) {
        return switch (group) {
            case AGE_60_79 -> '6';
            case AGE_80_89 -> '8';
            case AGE_90_PLUS -> '9';
            case UNDER_60 -> 'U';
            case STAFF -> 'S';
            case UNREGISTERED -> 'X';
        };
    }

    private static char letter(Measure measure) {
        return switch (measure) {
            case MEALS -> 'm';
            case SECOND_MEALS -> 's';
            case VOIDED -> 'v';
            case PLACED -> 'p';
            case COLLECTED -> 'c';
            case CANCELLED -> 'x';
        };
    }

    /** What a field of an additive count says. */
    record MealCut(MealPeriod period, ServiceMode mode, DinerGroup group, Measure measure) {}

    private static Map<String, MealCut> mealCuts() {
        Map<String, MealCut> cuts = new HashMap<>();
        for (MealPeriod period : MealPeriod.values()) {
            for (ServiceMode mode : ServiceMode.values()) {
                for (DinerGroup group : DinerGroup.values()) {
                    for (Measure measure : Measure.values()) {
                        cuts.put(mealField(period, mode, group, measure), new MealCut(period, mode, group, measure));
                    }
                }
            }
        }
        return Map.copyOf(cuts);
    }

    /** Field of a number of persons: {@code persons} or {@code seniors}. */
    static String personField(PersonMeasure measure) {
        return switch (measure) {
            case PERSONS -> "persons";
            case SENIORS -> "seniors";
        };
    }

    /** The key of a hash of counts. */
    byte[] key(CountHash hash) {
        return hash.curve ? bytes(curve(hash.firstDay)) : counts(hash.kind, hash.firstDay, hash.level, hash.area);
    }

    /** A field of a hash, by the number that {@link CountHash} knows it by. */
    static byte[] field(CountHash hash, int number) {
        return hash.curve ? curveField(hash.area, number) : FIELD_BYTES[number];
    }

    /** The number of a hash's field; -1 when it is none, or one of another district's curve. */
    static int fieldNumber(CountHash hash, String field) {
        if (!hash.curve) {
            return FIELD_NUMBERS.getOrDefault(field, -1);
        }
        CurveCell cell = curveCell(field, 0);
        return cell != null && cell.district().equals(Long.toString(hash.area)) ? cell.quarter() : -1;
    }

    private static byte[][] fieldBytes() {
        byte[][] fields = new byte[CountHash.PERSONS + PersonMeasure.values().length][];
        MEAL_CUTS.forEach((field, cut) -> fields[CountChanges.cut(
                        cut.period().ordinal(), cut.mode().ordinal(), cut.group().ordinal(), cut.measure().ordinal())] =
                bytes(field));
        for (PersonMeasure measure : PersonMeasure.values()) {
            fields[CountHash.PERSONS + measure.ordinal()] = bytes(personField(measure));
        }
        return fields;
    }

    private static Map<String, Integer> fieldNumbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; number < FIELD_BYTES.length; number++) {
            numbers.put(text(FIELD_BYTES[number]), number);
        }
        return Map.copyOf(numbers);
    }

    /** Field of a curve, as {@code 330106:1130}: the district and when the quarter of an hour starts. */
    static String curveField(String district, int quarter) {
        return district + ":" + QUARTERS[quarter];
    }

    static byte[] curveField(long district, int quarter) {
        return bytes(curveField(Long.toString(district), quarter));
    }

    private static String[] quarters() {
        String[] quarters = new String[CountKey.Curve.QUARTERS_PER_DAY];
        for (int quarter = 0; quarter < quarters.length; quarter++) {
            int minute = quarter * MINUTES_PER_QUARTER;
            quarters[quarter] = String.format("%02d%02d", minute / 60, minute % 60);
        }
        return quarters;
    }

    /** What a field of a curve says; null when it is none. */
    static @Nullable CurveCell curveCell(String field, long count) {
        if (!CURVE_FIELD.matcher(field).matches()) {
            return null;
        }
        int time = field.indexOf(':') + 1;
        int quarter = Integer.parseInt(field.substring(time, time + 2)) * 4
                + Integer.parseInt(field.substring(time + 2)) / MINUTES_PER_QUARTER;
        return new CurveCell(field.substring(0, time - 1), quarter, count);
    }

    static Set<String> texts(Set<byte[]> all) {
        return all.stream().map(RedisKeys::text).collect(Collectors.toSet());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
