/** A pipelining Redis connection, as thin as it gets, for the peers and the verifier. */
@NullMarked
package org.allcity.benchmark.redis;

import org.jspecify.annotations.NullMarked;
