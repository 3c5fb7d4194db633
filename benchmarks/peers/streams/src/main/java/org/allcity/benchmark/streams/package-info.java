/** The peer built with Kafka Streams. */
@NullMarked
package org.allcity.benchmark.streams;

import org.jspecify.annotations.NullMarked;
