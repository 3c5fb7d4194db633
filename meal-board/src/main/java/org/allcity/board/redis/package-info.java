/** Where the counts come from: the Redis that the aggregator writes. */
@NullMarked
package org.allcity.board.redis;

import org.jspecify.annotations.NullMarked;
