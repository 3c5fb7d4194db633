package org.allcity.counts;

/** Whom a meal was for; only the 60+ groups are seniors. */
public enum DinerGroup {
    AGE_60_79(true),
    AGE_80_89(true),
    AGE_90_PLUS(true),
    UNDER_60(false),
    STAFF(false),
    UNREGISTERED(false);

    private final boolean senior;

    DinerGroup(boolean senior) {
        this.senior = senior;
    }

    public boolean senior() {
        return senior;
    }
}
