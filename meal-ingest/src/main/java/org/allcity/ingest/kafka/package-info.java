/** Facts out: the city's topics, and the only place that builds Avro facts. */
@NullMarked
package org.allcity.ingest.kafka;

import org.jspecify.annotations.NullMarked;
