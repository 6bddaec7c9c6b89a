/**
 * JUnit 5 and 6: the isolation suite for tables and attacks of one's own. {@link
 * com.operanttechnologies.tenancytests.junit.TenancySuite} is what a test class implements, {@link
 * com.operanttechnologies.tenancytests.junit.TenancyExtension} says which migrations and which code it is about.
 */
@NullMarked
package com.operanttechnologies.tenancytests.junit;

import org.jspecify.annotations.NullMarked;
