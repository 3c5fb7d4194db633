package org.allcity.aggregator;

/** Why a partition is not counted until someone acts; looked at again every few seconds all the same. */
public enum StopCause {
    /** The counts are a view of another log: topic recreated, another cluster, partitions added. */
    LOG_DIFFERS("rebuild the counts, or give back the log that they are a view of"),
    /** There is no log of this name any more. */
    LOG_GONE("restore the topic; if it is lost, rebuild the counts once ingest has made a new one"),
    /** The log no longer has the records that the counts still need. */
    HOLE("restore the log's beginning, or a Redis backup that stands at or after it"),
    /** The counts stand beyond the log's end: the log lost records. */
    BEYOND_END("restore the log, or rebuild the counts from what is left of it"),
    /** What the store holds is no fold of the log: a wrong type, a count that is no number or would fall below zero. */
    STORE_DAMAGED("restore Redis from a backup, or rebuild the counts"),
    /** The store may drop what is counted, or did. */
    STORE_UNSAFE("set maxmemory-policy noeviction; if keys were evicted, rebuild the counts, then CONFIG RESETSTAT"),
    /** A defect of this program, met at these records. */
    FAILED("report it with this line; the partition is tried again every few seconds");

    private final String remedy;

    StopCause(String remedy) {
        this.remedy = remedy;
    }

    /** What an operator can do. */
    public String remedy() {
        return remedy;
    }
}
