/**
 * What a terminal may report, what becomes of it, and the ports through which it comes and goes.
 * No HTTP, no Kafka and no Avro here.
 */
@NullMarked
package org.allcity.ingest;

import org.jspecify.annotations.NullMarked;
