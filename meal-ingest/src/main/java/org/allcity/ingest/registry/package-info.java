/** Meal points, terminals and tokens, and the compacted topic they live in. */
@NullMarked
package org.allcity.ingest.registry;

import org.jspecify.annotations.NullMarked;
