/** A layer in small that keeps to every rule, and does what a rule refuses only where it may be done. */
@NullMarked
package com.operanttechnologies.tenancytests.architecture.conforming;

import org.jspecify.annotations.NullMarked;
