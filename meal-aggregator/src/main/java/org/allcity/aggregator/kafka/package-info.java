/** Kafka in: the poll loop, assignment, unreadable records; the only place that reads Avro facts. */
@NullMarked
package org.allcity.aggregator.kafka;

import org.jspecify.annotations.NullMarked;
