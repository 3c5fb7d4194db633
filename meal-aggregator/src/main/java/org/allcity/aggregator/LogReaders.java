package org.allcity.aggregator;

/** Opens readers of the city's log. */
public interface LogReaders {

    LogReader open();
}
