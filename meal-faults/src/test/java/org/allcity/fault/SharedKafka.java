package org.allcity.fault;

/** The one broker of all faults that leave Kafka alone; started once and ended with the test JVM. */
final class SharedKafka {

    private static final KafkaProcesses BROKER = KafkaProcesses.start(1);

    private SharedKafka() {}

    static KafkaProcesses get() {
        return BROKER;
    }
}
