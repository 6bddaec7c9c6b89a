/** A soak: many Customers on a small pool for long, while connections, keys and the network break. */
@NullMarked
package com.operanttechnologies.tenancytests.soak;

import org.jspecify.annotations.NullMarked;
