package org.allcity.counts;

import java.util.UUID;

/**
 * Whose ledger it is: a registered diner's pseudonym, or the order id of a meal for an unregistered diner.
 *
 * @param registered whether the diner can be counted as a person
 * @param id 16 bytes
 */
public record DinerId(boolean registered, UUID id) {

    public static DinerId registered(UUID pseudonym) {
        return new DinerId(true, pseudonym);
    }

    public static DinerId unregistered(UUID orderId) {
        return new DinerId(false, orderId);
    }
}
