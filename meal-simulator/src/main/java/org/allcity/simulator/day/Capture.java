package org.allcity.simulator.day;

/** How a fact came into the terminal: at once, while it was offline, or typed in later from paper. */
public enum Capture {
    LIVE, OFFLINE, PAPER
}
