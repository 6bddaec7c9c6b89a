/** The tour: two Customers sign up and work, then an attacker tries to get from one to the other. */
@NullMarked
package com.operanttechnologies.tenancytests.tour;

import org.jspecify.annotations.NullMarked;
