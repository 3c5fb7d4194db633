package org.allcity.ingest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The city and its topics: settings that all apps share. */
@ConfigurationProperties("meals")
public record CityProperties(String city, @DefaultValue Kafka kafka) {

    public CityProperties {
        if (city == null || !city.matches("[0-9]{6}")) {
            throw RefusedToStartException.setting("meals.city", city, "6 digits, as 330100");
        }
    }

    public String eventsTopic() {
        return "meal-events." + city;
    }

    public String rejectedTopic() {
        return eventsTopic() + ".rejected";
    }

    public String registryTopic() {
        return "meal-registry." + city;
    }

    /** How topics are created. The number of partitions can never be changed afterwards: a diner must stay in one. */
    public record Kafka(
            @DefaultValue("12") int partitions,
            @DefaultValue("3") short replicationFactor,
            @DefaultValue("2") int minInsyncReplicas) {

        public Kafka {
            if (partitions < 1 || partitions > 10_000) {
                throw RefusedToStartException.setting("meals.kafka.partitions", partitions, "1 to 10000");
            }
            if (replicationFactor < 1) {
                throw RefusedToStartException.setting("meals.kafka.replication-factor", replicationFactor, ">= 1");
            }
            if (minInsyncReplicas < 1 || minInsyncReplicas > replicationFactor) {
                throw RefusedToStartException.setting("meals.kafka.min-insync-replicas", minInsyncReplicas,
                        "1 to meals.kafka.replication-factor, " + replicationFactor);
            }
        }
    }
}
