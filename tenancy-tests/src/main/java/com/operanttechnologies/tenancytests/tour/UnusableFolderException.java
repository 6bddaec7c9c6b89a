package com.operanttechnologies.tenancytests.tour;

/** The folder of dashboards can't be used; the message says why. */
final class UnusableFolderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableFolderException(String message) {
        super(message);
    }
}
