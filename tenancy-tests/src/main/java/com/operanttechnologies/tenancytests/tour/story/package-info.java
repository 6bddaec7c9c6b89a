/**
 * The day of two Customers, product by product: each part does one product's work through the layer and says what came
 * of it.
 */
@NullMarked
package com.operanttechnologies.tenancytests.tour.story;

import org.jspecify.annotations.NullMarked;
