package org.allcity.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartRefusedTest {

    @Test
    void saysInOneLineThatThereIsNoRedis(CapturedOutput output) {
        Throwable failure = catchThrowable(() -> AggregatorApplication.builder().registerShutdownHook(false).run(
                "--server.port=0", "--management.server.port=0", "--server.address=127.0.0.1",
                "--spring.data.redis.url=redis://127.0.0.1:1", "--spring.kafka.bootstrap-servers=127.0.0.1:1").close());

        assertThat(failure).isNotNull();
        assertThat(output)
                .contains("meal-aggregator does not start: Redis: Unable to connect to 127.0.0.1")
                .contains(":1 (expected: a Redis that answers, as spring.data.redis says; start it, then this app again)")
                .doesNotContain("\tat org.", "Exception encountered");
    }
}
