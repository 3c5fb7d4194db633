package org.allcity.simulator.day;

/** How a meal is handed over. */
public enum ServiceMode {
    DINE_IN, TAKEAWAY, HOME_DELIVERY
}
