package org.allcity.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** First of all tests that use containers: where they cannot be had, the build ends here with one line. */
class ContainersIT {

    @BeforeAll
    static void requireAnEngine() {
        new Containers();
    }

    @ParameterizedTest
    @CsvSource({"redis:7, redis_version:7.", "redis:8, redis_version:8.", "valkey/valkey:8, valkey_version:8."})
    void redisIsOfTheVersionAskedForAndKeepsPortAndDataWhenKilled(String image, String version) throws IOException {
        try (TestServer redis = Containers.redis(image, "appendonly yes")) {
            redis.start();
            assertThat(answer(redis, "INFO server")).contains(version);
            assertThat(answer(redis, "SET meals 18000000")).startsWith("+OK");

            redis.stop();
            redis.start();

            assertThat(answer(redis, "GET meals")).contains("18000000");
        }
    }

    @Test
    void kafkaKeepsPortAndDataWhenKilled() throws Exception {
        try (TestServer kafka = Containers.kafka(System.getProperty(TestServers.KAFKA_IMAGE))) {
            kafka.start();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
                admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();

                kafka.stop();
                kafka.start();

                assertThat(admin.listTopics().names().get()).containsExactly("kept");
            }
        }
    }

    private static String answer(TestServer redis, String command) throws IOException {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
