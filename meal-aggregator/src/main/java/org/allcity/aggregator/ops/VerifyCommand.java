package org.allcity.aggregator.ops;

import java.io.PrintStream;
import org.allcity.aggregator.Command;
import org.allcity.aggregator.LogReaders;
import org.allcity.counts.audit.CountAudit;
import org.springframework.stereotype.Component;

/** Compares every count with a recount of the log. */
@Component("verify")
final class VerifyCommand implements Command {

    private final CountAudit audit;
    private final LogReaders logs;

    VerifyCommand(CountAudit audit, LogReaders logs) {
        this.audit = audit;
        this.logs = logs;
    }

    @Override
    public int run(PrintStream out) {
        Verification.Result result = new Verification(audit, logs, Pace.FULL).verify(Progress.on(out));
        result.lines().forEach(out::println);
        if (result.differ() > result.lines().size()) {
            out.println("... and " + (result.differ() - result.lines().size()) + " more");
        }
        out.println(result.summary());
        if (result.differ() == 0) {
            return 0;
        }
        out.println("put it right 修复: rebuild the counts (java -jar meal-aggregator.jar rebuild)");
        return 1;
    }
}
