package org.allcity.aggregator.ops;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.allcity.counts.DinerId;

/** Whose ledgers were met, in as little memory as it takes: 16 bytes each. */
final class LedgerIds {

    private final Map<Integer, Ids> registered = new HashMap<>();
    private final Map<Integer, Ids> unregistered = new HashMap<>();

    void add(int partition, DinerId diner) {
        (diner.registered() ? registered : unregistered)
                .computeIfAbsent(partition, number -> new Ids())
                .add(diner.id());
    }

    void addTo(Collection<DinerId> diners, Slice slice) {
        registered.getOrDefault(slice.partition(), new Ids()).forEach(slice, id -> diners.add(DinerId.registered(id)));
        unregistered.getOrDefault(slice.partition(), new Ids()).forEach(slice, id -> diners.add(DinerId.unregistered(id)));
    }

    private static final class Ids {

        private long[] halves = new long[64];
        private int length;

        void add(UUID id) {
            if (length == halves.length) {
                halves = Arrays.copyOf(halves, length * 2);
            }
            halves[length++] = id.getMostSignificantBits();
            halves[length++] = id.getLeastSignificantBits();
        }

        void forEach(Slice slice, Consumer<UUID> to) {
            for (int i = 0; i < length; i += 2) {
                UUID id = new UUID(halves[i], halves[i + 1]);
                if (slice.contains(id)) {
                    to.accept(id);
                }
            }
        }
    }
}
