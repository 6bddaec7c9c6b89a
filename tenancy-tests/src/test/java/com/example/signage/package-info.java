/** What the guide for product teams calls yours: a small product on a table of its own. */
@NullMarked
package com.example.signage;

import org.jspecify.annotations.NullMarked;
