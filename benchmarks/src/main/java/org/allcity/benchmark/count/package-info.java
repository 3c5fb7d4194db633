/** Counts as numbers: how one cell of Redis is packed into a long, how it is named there, and sums of such cells. */
@NullMarked
package org.allcity.benchmark.count;

import org.jspecify.annotations.NullMarked;
