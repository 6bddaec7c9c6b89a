@NullMarked
package com.operanttechnologies.tenancytests.junit;

import org.jspecify.annotations.NullMarked;
