package org.allcity.simulator.city;

/** The groups a meal is counted under. */
public enum DinerGroup {
    AGE_60_79, AGE_80_89, AGE_90_PLUS, UNDER_60, STAFF, UNREGISTERED;

    public boolean senior() {
        return this == AGE_60_79 || this == AGE_80_89 || this == AGE_90_PLUS;
    }
}
