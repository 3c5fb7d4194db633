/**
 * The whole platform in one JVM behind {@code ./run}: broker, Redis, the three apps and a simulated city. Nothing here is
 * needed to run the apps by themselves.
 */
@NullMarked
package org.allcity.local;

import org.jspecify.annotations.NullMarked;
