package org.allcity.counts;

import java.util.Arrays;

/**
 * The orders (订单) that a ledger's facts of one order id make up: nearly always one. Of each, the fact of each kind that holds, or -1.
 * An order is closed when the correction window after its last day is over; a fact received later opens a new one. So a sealed order
 * and its id can be forgotten. Used again and again; not for several threads.
 */
final class Orders {

    private static final int KINDS = FactKind.values().length;
    private static final int WORDS = PackedFact.WORDS;

    private int[] facts = new int[8];
    private int factCount;
    private int[] holding = new int[8 * KINDS];
    private int orderCount;

    /** Reads a ledger's facts of an order id. */
    void read(DinerLedger ledger, long orderHigh, long orderLow) {
        factCount = 0;
        long[] words = ledger.words();
        for (int i = 0, at = 0; i < ledger.size(); i++, at += WORDS) {
            if (words[at + PackedFact.ORDER_LOW] == orderLow && words[at + PackedFact.ORDER_HIGH] == orderHigh) {
                if (factCount == facts.length) {
                    facts = Arrays.copyOf(facts, 2 * factCount);
                }
                facts[factCount++] = i;
            }
        }
        tell(words);
    }

    /** Reads what the facts of another one make up together with one that was appended to its ledger since. */
    void readWith(Orders other, DinerLedger ledger, int appended) {
        if (facts.length <= other.factCount) {
            facts = new int[2 * other.facts.length];
        }
        System.arraycopy(other.facts, 0, facts, 0, other.factCount);
        facts[other.factCount] = appended;
        factCount = other.factCount + 1;
        tell(ledger.words());
    }

    private void tell(long[] words) {
        orderCount = 0;
        if (factCount == 0) {
            return;
        }
        sortByReceipt(words);
        int lastDay = 0;
        open();
        for (int i = 0; i < factCount; i++) {
            int at = facts[i] * WORDS;
            if (i > 0 && lastDay < CorrectionWindow.firstDayOf(words[at + PackedFact.RECEIVED])) {
                open();
                lastDay = 0;
            }
            lastDay = Math.max(lastDay, PackedFact.day(words[at + PackedFact.TIME]));
            int slot = (orderCount - 1) * KINDS + PackedFact.kind(words[at + PackedFact.ATTRIBUTES]);
            if (holding[slot] < 0 || PackedFact.precedes(words, at, words, holding[slot] * WORDS)) {
                holding[slot] = facts[i];
            }
        }
    }

    /** Stable, and hardly ever more than three. */
    private void sortByReceipt(long[] words) {
        for (int i = 1; i < factCount; i++) {
            int fact = facts[i];
            long received = words[fact * WORDS + PackedFact.RECEIVED];
            int to = i;
            while (to > 0 && words[facts[to - 1] * WORDS + PackedFact.RECEIVED] > received) {
                facts[to] = facts[to - 1];
                to--;
            }
            facts[to] = fact;
        }
    }

    private void open() {
        int from = orderCount * KINDS;
        if (from == holding.length) {
            holding = Arrays.copyOf(holding, 2 * from);
        }
        Arrays.fill(holding, from, from + KINDS, -1);
        orderCount++;
    }

    int count() {
        return orderCount;
    }

    /** The fact of this kind that holds in an order, by its index in the ledger; -1 without. */
    int fact(int order, FactKind kind) {
        return holding[order * KINDS + kind.ordinal()];
    }

    /** The serving of an order that counts as meals, by its index in the ledger; -1 without. */
    int meal(int order) {
        return fact(order, FactKind.VOIDED) < 0 ? fact(order, FactKind.SERVED) : -1;
    }

    boolean sameAs(Orders other) {
        return orderCount == other.orderCount
                && Arrays.equals(holding, 0, orderCount * KINDS, other.holding, 0, orderCount * KINDS);
    }

    /** The one of a ledger's facts of this order id that a fact repeats, by its index; -1 without. */
    int repeated(DinerLedger ledger, long[] words, int at) {
        for (int i = 0; i < factCount; i++) {
            if (PackedFact.repeats(ledger.words(), facts[i] * WORDS, words, at)) {
                return facts[i];
            }
        }
        return -1;
    }

    /** Marks the servings that count as meals in a ledger in which none are marked. */
    void markMeals(DinerLedger ledger) {
        long[] words = ledger.words();
        for (int i = 0; i < ledger.size(); i++) {
            int at = i * WORDS;
            if (PackedFact.kind(words[at + PackedFact.ATTRIBUTES]) == FactKind.SERVED.ordinal()) {
                read(ledger, words[at + PackedFact.ORDER_HIGH], words[at + PackedFact.ORDER_LOW]);
                for (int order = 0; order < orderCount; order++) {
                    if (meal(order) >= 0) {
                        words[meal(order) * WORDS + PackedFact.ATTRIBUTES] |= PackedFact.MEAL;
                    }
                }
            }
        }
    }
}
