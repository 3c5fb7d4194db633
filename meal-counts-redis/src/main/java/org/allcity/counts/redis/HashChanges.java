package org.allcity.counts.redis;

import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountChanges;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Place;
import org.allcity.counts.Window;

/** Gathers a batch's changes by the hash that they go to, and sums those of meals up to subdistricts and districts. */
final class HashChanges implements CountChanges.Visitor {

    private final CountHashes hashes = new CountHashes();

    private HashChanges() {}

    /** By hash, what to add to its fields. */
    static CountHashes of(CountChanges changes) {
        HashChanges gathered = new HashChanges();
        changes.forEach(gathered);
        return gathered.hashes;
    }

    @Override
    public void meals(int day, long place, int cut, long amount) {
        for (AreaLevel level : RedisKeys.MEAL_LEVELS) {
            hashes.at(false, Window.Kind.DAY, day, level, Place.packedArea(place, level.ordinal())).add(cut, amount);
        }
    }

    @Override
    public void persons(Window.Kind kind, int firstDay, AreaLevel level, long area, PersonMeasure measure, long amount) {
        hashes.at(false, kind, firstDay, level, area).add(CountHash.PERSONS + measure.ordinal(), amount);
    }

    @Override
    public void curve(int day, long district, int quarter, long amount) {
        hashes.at(true, Window.Kind.DAY, day, AreaLevel.DISTRICT, district).add(quarter, amount);
    }
}
