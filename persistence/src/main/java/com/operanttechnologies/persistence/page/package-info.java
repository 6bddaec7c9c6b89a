/** Reading a long list in pages by key, without OFFSET: every page costs the same, and none skips or repeats a row. */
@NullMarked
package com.operanttechnologies.persistence.page;

import org.jspecify.annotations.NullMarked;
