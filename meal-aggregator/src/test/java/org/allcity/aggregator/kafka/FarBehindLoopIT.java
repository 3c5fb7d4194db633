package org.allcity.aggregator.kafka;

import org.junit.jupiter.api.Tag;

/** All the same where each batch is written while the next polls are folded. */
@Tag("slow")
@Tag("once")
class FarBehindLoopIT extends PartitionLoopIT {

    @Override
    long farBehind() {
        return 1;
    }
}
