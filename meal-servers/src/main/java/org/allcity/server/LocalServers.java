package org.allcity.server;

import java.nio.file.Path;

/** Servers without a container: what every build has. */
final class LocalServers implements TestServers.Maker {

    @Override
    public TestServer kafka(Path folder) {
        return new KafkaInThisJvm(folder);
    }

    @Override
    public TestServer redis(Path folder, String... settings) {
        return new RedisProcess(folder, settings);
    }
}
