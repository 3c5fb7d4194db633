package org.allcity.fault;

/** What happens to calls of the script that writes batches on their way through a proxy. Called on the proxy's threads. */
interface ScriptFault {

    /** Lets everything pass. */
    ScriptFault NONE = new ScriptFault() {};

    /**
     * A call has come from the aggregator and not gone on.
     *
     * @param call counted from 1 since this fault was set
     * @return whether it goes on to Redis; if not, its connection is reset
     */
    default boolean goesUp(long call) {
        return true;
    }

    /**
     * The script ran, and its answer has not gone on.
     *
     * @param answer first word of the answer, such as APPLIED or POSITION
     * @return whether it goes on to the aggregator; if not, its connection is reset
     */
    default boolean comesDown(long call, String answer) {
        return true;
    }

    /** The answer was given to the aggregator's connection. */
    default void cameDown(long call) {}
}
