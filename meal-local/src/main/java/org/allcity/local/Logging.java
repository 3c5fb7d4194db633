package org.allcity.local;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** One Logback for everything in this JVM. */
final class Logging {

    private Logging() {
    }

    /** Call before the first logger is made. */
    static void into(Path folder) {
        System.setProperty("allcity.log", folder.toString());
        System.setProperty("logback.configurationFile", "org/allcity/local/logback.xml");
        // Each of the three apps would set up logging anew when it starts, and take it down for all when it ends.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
