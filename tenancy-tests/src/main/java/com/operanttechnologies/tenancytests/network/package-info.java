/** Counts what travels between a client and PostgreSQL, and puts distance between the two. */
@NullMarked
package com.operanttechnologies.tenancytests.network;

import org.jspecify.annotations.NullMarked;
