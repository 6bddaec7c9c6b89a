/** What callers hand over, checked before it travels: here the message can name the value's fault and the remedy. */
@NullMarked
package com.operanttechnologies.persistence.internal.input;

import org.jspecify.annotations.NullMarked;
