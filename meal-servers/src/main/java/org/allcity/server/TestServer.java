package org.allcity.server;

/** A server of a test's own. Where it will listen is known before it is started, and stays so when it is started again. */
public interface TestServer extends AutoCloseable {

    String host();

    int port();

    default String address() {
        return host() + ":" + port();
    }

    /** Returns when it answers. Started again, it has what it kept. */
    void start();

    void stop();

    /** Ends it, and forgets what it kept elsewhere than in the folder it was given. */
    @Override
    void close();
}
