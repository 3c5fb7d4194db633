package org.allcity.counts;

/** Measures of unduplicated registered diners. */
public enum PersonMeasure {
    /** Served at least one meal in the window and area. */
    PERSONS,
    /** Served at least one of them under a 60+ group. */
    SENIORS
}
