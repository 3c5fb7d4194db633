package org.allcity.fault;

/** The apps, taken apart once. */
final class SharedJars {

    private static final AppJar AGGREGATOR = AppJar.extract("faults.aggregator-jar");

    private SharedJars() {}

    static AppJar aggregator() {
        return AGGREGATOR;
    }
}
