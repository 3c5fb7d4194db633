package org.allcity.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.allcity.aggregator.AggregatorApplication;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Groups whose members come and go; members are no processes here, since nothing happens to them but joining and leaving. */
@Tag("slow")
class MembershipIT {

    private static final int MEMBERS_MAX = 3;
    private static final Duration EACH = Duration.ofSeconds(2);
    private static final int FACTS_PER_SECOND = 150;

    @ParameterizedTest
    @CsvSource({"classic, true", "classic, false", "consumer, true"})
    void countsOnceWhenMembersJoinAndLeaveEveryTwoSeconds(String protocol, boolean share) {
        int changes = Faults.count(5, 100);
        Deque<ConfigurableApplicationContext> members = new ArrayDeque<>();
        try (RedisProcess redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
                FaultedCity city = FaultedCity.create(SharedKafka.get(), redis::port)) {
            SplittableRandom random = new SplittableRandom(city.seed());
            city.load().rate(FACTS_PER_SECOND);
            members.add(join(city, redis, protocol, share));
            for (int i = 0; i < changes; i++) {
                long next = System.nanoTime() + EACH.toNanos();
                boolean joins = members.size() == 1 || members.size() < MEMBERS_MAX && random.nextBoolean();
                if (joins) {
                    members.add(join(city, redis, protocol, share));
                } else {
                    members.remove().close();
                }
                Faults.hold(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            }
            city.awaitFresh();

            city.proveExact("members join and leave every two seconds, protocol " + protocol
                    + (share ? "" : ", one counts"), changes, "seeks{cause=assigned}");
        } finally {
            members.forEach(ConfigurableApplicationContext::close);
        }
    }

    private static ConfigurableApplicationContext join(FaultedCity city, RedisProcess redis, String protocol, boolean share) {
        List<String> settings = new ArrayList<>(
                protocol.equals("classic") ? city.aggregatorSettings(redis.port()) : city.settingsOfAnyProtocol(redis.port()));
        settings.add("--meals.aggregator.group-protocol=" + protocol);
        if (!share) {
            settings.remove(FaultedCity.SHARED);
        }
        settings.add("--spring.main.web-application-type=none");
        return AggregatorApplication.builder().run(settings.toArray(String[]::new));
    }
}
