/** Opens the store that the counts are kept in. */
@NullMarked
package org.allcity.aggregator.redis;

import org.jspecify.annotations.NullMarked;
