package com.operanttechnologies.tenancytests.evidence;

/** The evidence as one page that needs nothing else: no script, no font, no picture. */
final class EvidenceHtml {

    private EvidenceHtml() {}

    static String of(Evidence evidence) {
        return JtePages.render("evidence.jte", new Page(evidence));
    }
}
