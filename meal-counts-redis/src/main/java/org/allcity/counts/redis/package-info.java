/** The count store kept by Redis: key layout, the two scripts, the ledgers' encoding. Knows Lettuce; what is counted lives in the core. */
@NullMarked
package org.allcity.counts.redis;

import org.jspecify.annotations.NullMarked;
