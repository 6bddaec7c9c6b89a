/** What isolation costs: the layer beside its peers, in one run, on the same data. */
@NullMarked
package com.operanttechnologies.tenancytests.benchmark;

import org.jspecify.annotations.NullMarked;
