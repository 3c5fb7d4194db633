package org.allcity.benchmark.flink;

/** Key of the diners' state. */
public record Diner(long high, long low) {

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low * 31);
    }
}
