/** What a count is and when it may change: facts, ledgers, the tally, and the port of a store. Pure; adapters live elsewhere. */
@NullMarked
package org.allcity.counts;

import org.jspecify.annotations.NullMarked;
