/** The city as it stands: areas, meal points and their sizes, terminals, diners. The same seed gives the same city, on every JVM. */
@NullMarked
package org.allcity.simulator.city;

import org.jspecify.annotations.NullMarked;
