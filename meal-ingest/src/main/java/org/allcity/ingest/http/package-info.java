/** HTTP in: controllers, reading of bodies, and the problem document that every error is answered with. */
@NullMarked
package org.allcity.ingest.http;

import org.jspecify.annotations.NullMarked;
