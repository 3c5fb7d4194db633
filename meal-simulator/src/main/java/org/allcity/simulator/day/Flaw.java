package org.allcity.simulator.day;

/** What is wrong with an event that ingest must reject. */
public enum Flaw {
    UNKNOWN_PERIOD, NO_SERVINGS, IN_FUTURE, UNKNOWN_FACT, NOT_A_UUID, NO_PERIOD
}
