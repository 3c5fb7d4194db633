/** What the board answers: queries, and the pure steps from stored counts to rows and figures. No HTTP and no Redis here. */
@NullMarked
package org.allcity.board;

import org.jspecify.annotations.NullMarked;
