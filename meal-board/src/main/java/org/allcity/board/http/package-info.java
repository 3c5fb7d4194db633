/** The read API over HTTP: parameters in, JSON and CSV out, problems, the page's headers. */
@NullMarked
package org.allcity.board.http;

import org.jspecify.annotations.NullMarked;
