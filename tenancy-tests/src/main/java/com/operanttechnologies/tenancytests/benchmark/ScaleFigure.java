package com.operanttechnologies.tenancytests.benchmark;

/**
 * A figure of the layer at one size of the data.
 *
 * @param question what was measured
 * @param customers how many there were
 * @param answer in words, with the figure
 * @param micros its time in microseconds
 * @param touched heap blocks read, and rows of other Customers' looked at; 0 where that isn't asked
 * @param plan of the statement, as the server told it; empty where there is none
 */
record ScaleFigure(Question question, int customers, String answer, double micros, long touched, String plan) {

    /** What is asked at each size. */
    enum Question {
        POINT_READ("point read by key"),
        LARGEST_PAGE("list page of the largest Customer"),
        SMALLEST_PAGE("list page of a small Customer"),
        PLANNING("planning a point read"),
        HISTORY("newest heartbeats of a screen"),
        SILENT("screens that are offline"),
        ONBOARDING("a new Customer");

        private final String label;

        Question(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
