package com.operanttechnologies.tenancytests.evidence;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** Pages from the templates in {@code src/main/jte}, compiled by the build. Safe for use by several threads. */
public final class JtePages {

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, JtePages.class.getClassLoader(), JtePages.class.getPackageName());

    private JtePages() {}

    /**
     * Fills a template.
     *
     * @param template its file's name
     * @param page its only parameter
     */
    public static String render(String template, Object page) {
        StringOutput html = new StringOutput();
        TEMPLATES.render(template, page, html);
        return html.toString();
    }
}
