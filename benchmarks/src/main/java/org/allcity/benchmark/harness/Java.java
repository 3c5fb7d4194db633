package org.allcity.benchmark.harness;

import java.nio.file.Path;

/** How the harness starts other JVMs. */
final class Java {

    static final String BINARY = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    static final String OWN_CLASS_PATH = System.getProperty("java.class.path");
    static final String LOGGING = "-Dlogback.configurationFile=benchmark-logback.xml";

    private Java() {}
}
