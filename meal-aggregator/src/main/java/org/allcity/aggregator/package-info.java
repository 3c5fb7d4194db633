/** Folds the facts of each owned partition into batches and has the store apply them. Knows neither Kafka nor Redis. */
@NullMarked
package org.allcity.aggregator;

import org.jspecify.annotations.NullMarked;
