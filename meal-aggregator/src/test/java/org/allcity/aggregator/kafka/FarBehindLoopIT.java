package org.allcity.aggregator.kafka;

/** All the same where each batch is written while the next polls are folded. */
class FarBehindLoopIT extends PartitionLoopIT {

    @Override
    long farBehind() {
        return 1;
    }
}
