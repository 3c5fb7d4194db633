package org.allcity.simulator.day;

/** What a terminal reports of an order. */
public enum FactKind {
    PLACED, CANCELLED, SERVED, VOIDED
}
