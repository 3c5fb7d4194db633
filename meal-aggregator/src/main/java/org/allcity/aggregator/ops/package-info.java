/** What operators see: health and where each partition stands. */
@NullMarked
package org.allcity.aggregator.ops;

import org.jspecify.annotations.NullMarked;
