package org.allcity.fault;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;

/** Short-lived connections of whoever injects and checks faults; none is kept, so none has to find a server again. */
final class RedisClients {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
    private static final ClientResources THREADS = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private static final RedisClient CLIENT = client();

    private RedisClients() {}

    private static RedisClient client() {
        RedisClient client = RedisClient.create(THREADS);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(2)).build())
                .build());
        return client;
    }

    private static RedisURI uri(int port) {
        return RedisURI.builder().withHost("127.0.0.1").withPort(port).withTimeout(ANSWERS_WITHIN).build();
    }

    /** A connection to say commands in text over; to be closed. */
    static StatefulRedisConnection<String, String> text(int port) {
        return CLIENT.connect(StringCodec.UTF8, uri(port));
    }

    /** A connection that leaves bytes as they are; to be closed. */
    static StatefulRedisConnection<byte[], byte[]> bytes(int port) {
        return CLIENT.connect(ByteArrayCodec.INSTANCE, uri(port));
    }
}
