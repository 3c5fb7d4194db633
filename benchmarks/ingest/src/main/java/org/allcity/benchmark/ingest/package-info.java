/** How fast ingest is, over real sockets and with a real broker, beside what else puts the same records into the same topic. */
@NullMarked
package org.allcity.benchmark.ingest;

import org.jspecify.annotations.NullMarked;
