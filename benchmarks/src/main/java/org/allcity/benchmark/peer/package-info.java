/** What the peers share: their settings, the fold of one diner, and the plain consumer, which needs nothing else. */
@NullMarked
package org.allcity.benchmark.peer;

import org.jspecify.annotations.NullMarked;
