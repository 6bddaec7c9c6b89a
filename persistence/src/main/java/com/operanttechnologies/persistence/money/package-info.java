/** Exact amounts with their currency, shared by Quoting and Panel's billing. */
@NullMarked
package com.operanttechnologies.persistence.money;

import org.jspecify.annotations.NullMarked;
