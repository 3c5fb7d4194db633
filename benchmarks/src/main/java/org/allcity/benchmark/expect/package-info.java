/** The counts that a topic must lead to, by a recount of its own, and their comparison with Redis. */
@NullMarked
package org.allcity.benchmark.expect;

import org.jspecify.annotations.NullMarked;
