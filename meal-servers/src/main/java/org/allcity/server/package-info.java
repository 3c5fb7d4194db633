/** Servers that tests start for themselves. Nothing here knows what they are used for. */
@NullMarked
package org.allcity.server;

import org.jspecify.annotations.NullMarked;
