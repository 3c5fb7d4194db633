package org.allcity.aggregator.ops;

import java.io.PrintStream;
import org.allcity.aggregator.Command;
import org.allcity.aggregator.LogReaders;
import org.allcity.aggregator.StoreInspector;
import org.allcity.counts.CountStores;
import org.springframework.stereotype.Component;

/** Makes all counts anew beside the live ones, and switches. */
@Component("rebuild")
final class RebuildCommand implements Command {

    private final CountStores stores;
    private final StoreInspector inspector;
    private final LogReaders logs;

    RebuildCommand(CountStores stores, StoreInspector inspector, LogReaders logs) {
        this.stores = stores;
        this.inspector = inspector;
        this.logs = logs;
    }

    @Override
    public int run(PrintStream out) {
        new Rebuild(stores, inspector, logs, Progress.on(out)).run();
        return 0;
    }
}
