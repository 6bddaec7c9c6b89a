package com.operanttechnologies.tenancytests.tour.story;

/** The folder of dashboards can't be used; the message says why. */
public final class UnusableFolderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnusableFolderException(String message) {
        super(message);
    }
}
