/**
 * A layer in small whose classes each break the rules that they name. Its packages are called what the layer's are
 * called.
 */
@NullMarked
package com.operanttechnologies.tenancytests.architecture.violations;

import org.jspecify.annotations.NullMarked;
