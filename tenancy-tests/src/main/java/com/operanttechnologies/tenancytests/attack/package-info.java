/** The isolation suite: attacks, what they are tried on, what is expected, and what was observed. */
@NullMarked
package com.operanttechnologies.tenancytests.attack;

import org.jspecify.annotations.NullMarked;
