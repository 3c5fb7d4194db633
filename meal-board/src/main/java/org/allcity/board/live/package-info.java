/** The live stream: one reader of the counts for all viewers. */
@NullMarked
package org.allcity.board.live;

import org.jspecify.annotations.NullMarked;
