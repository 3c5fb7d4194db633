package org.allcity.counts;

/** What a terminal can report of an order. */
public enum FactKind {
    PLACED,
    CANCELLED,
    SERVED,
    VOIDED
}
