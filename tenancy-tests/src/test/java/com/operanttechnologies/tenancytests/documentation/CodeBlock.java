package com.operanttechnologies.tenancytests.documentation;

/**
 * A fenced block of a page.
 *
 * @param page the page's name in the checkout
 * @param line of the block's fence, the page's first line being 1
 */
record CodeBlock(String page, int line, String language, String text) {

    /** Where to look, as compilers say it. */
    String place() {
        return page + ":" + line;
    }
}
