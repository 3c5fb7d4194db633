package org.allcity.aggregator;

import java.io.PrintStream;

/** Something that an operator has this program do instead of counting. Its bean is named as people call it. */
public interface Command {

    /**
     * Does it, and says so.
     *
     * @param out where a person reads what came of it
     * @return the exit status: 0 when all is well, 1 when something is wrong with the counts
     * @throws CommandRefusedException when it cannot be done as asked; the message is one line for a person
     */
    int run(PrintStream out);
}
