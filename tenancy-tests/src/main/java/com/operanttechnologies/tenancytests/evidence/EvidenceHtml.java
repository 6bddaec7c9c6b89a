package com.operanttechnologies.tenancytests.evidence;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** The evidence as one page that needs nothing else: no script, no font, no picture. */
final class EvidenceHtml {

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, EvidenceHtml.class.getClassLoader(), EvidenceHtml.class.getPackageName());

    private EvidenceHtml() {}

    static String of(Evidence evidence) {
        StringOutput page = new StringOutput();
        TEMPLATES.render("evidence.jte", new Page(evidence), page);
        return page.toString();
    }
}
