/** The command line for security reviewers, {@code operant-tenancy}. */
@NullMarked
package com.operanttechnologies.tenancytests.cli;

import org.jspecify.annotations.NullMarked;
