/** Terminals at work: outboxes, the event loop that empties them, and the HTTP they speak to ingest. Nothing here counts meals. */
@NullMarked
package org.allcity.simulator.terminal;

import org.jspecify.annotations.NullMarked;
