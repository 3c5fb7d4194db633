package org.allcity.fault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** A Kafka cluster of one broker or three, with a second way to each through a proxy when asked for. */
final class KafkaProcesses implements AutoCloseable {

    private final List<KafkaProcess> brokers = new ArrayList<>();
    private final List<FaultProxy> proxies = new ArrayList<>();

    private KafkaProcesses() {}

    static KafkaProcesses start(int count) {
        return start(count, false, List.of());
    }

    /** Starts one broker with a Java agent, as {@code path=options}. */
    static KafkaProcesses withAgent(String agentWithOptions) {
        return start(1, false, List.of(agentWithOptions));
    }

    /** Starts brokers that can be reached through proxies too. */
    static KafkaProcesses withProxies(int count) {
        return start(count, true, List.of());
    }

    private static KafkaProcesses start(int count, boolean proxied, List<String> agents) {
        Path folder = Faults.folder("kafka");
        String clusterId = Uuid.randomUuid().toString();
        List<Integer> controllerPorts = IntStream.range(0, count).mapToObj(i -> Ports.free()).toList();
        String voters = IntStream.range(0, count)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllerPorts.get(i))
                .collect(Collectors.joining(","));
        KafkaProcesses all = new KafkaProcesses();
        for (int i = 0; i < count; i++) {
            int proxiedPort = Ports.free();
            if (proxied) {
                all.proxies.add(FaultProxy.forBytes(proxiedPort));
            }
            all.brokers.add(KafkaProcess.prepare(
                    folder.resolve("broker-" + (i + 1)),
                    clusterId,
                    i + 1,
                    Ports.free(),
                    controllerPorts.get(i),
                    voters,
                    proxied ? Optional.of(new KafkaProcess.ProxiedPort(proxiedPort, all.proxies.get(i).port())) : Optional.empty(),
                    count));
        }
        agents.forEach(agent -> all.brokers.forEach(broker -> broker.agent(agent)));
        all.brokers.forEach(KafkaProcess::begin);
        all.brokers.forEach(KafkaProcess::awaitStarted);
        return all;
    }

    KafkaProcess broker(int index) {
        return brokers.get(index);
    }

    List<KafkaProcess> brokers() {
        return List.copyOf(brokers);
    }

    FaultProxy proxy(int index) {
        return proxies.get(index);
    }

    /** Past all proxies, for whoever writes and checks. */
    String bootstrapServers() {
        return servers(brokers.stream().map(KafkaProcess::port));
    }

    /** Through the proxies, for those that faults are meant for. */
    String proxiedServers() {
        return servers(proxies.stream().map(FaultProxy::port));
    }

    private static String servers(Stream<Integer> ports) {
        return ports.map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        brokers.forEach(KafkaProcess::close);
        proxies.forEach(FaultProxy::close);
    }
}
