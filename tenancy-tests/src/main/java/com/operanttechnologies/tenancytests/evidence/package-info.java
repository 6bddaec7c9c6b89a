/** Evidence: what was tested, what came of it and what wasn't tested, for a reviewer and for programs. */
@NullMarked
package com.operanttechnologies.tenancytests.evidence;

import org.jspecify.annotations.NullMarked;
